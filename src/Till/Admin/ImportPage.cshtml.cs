using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Catalogue;
using Till.Transfer;

namespace Till.Admin;

/// <summary>Where files of products come in, and files of all that the shop knows are had.</summary>
[UploadLimit(CsvTable.MaxBytes + 5_000_000)]
internal sealed class ImportPageModel(Imports imports, Export export, TimeProvider time) : AdminPage
{
    private const int MaxName = 120;

    [BindProperty]
    public IFormFile? Upload { get; set; }

    /// <summary>What new products become whose file does not say it.</summary>
    [BindProperty]
    public string? Kind { get; set; }

    public IReadOnlyList<Fault> Faults { get; private set; } = [];

    public string? ErrorOf(string field) =>
        ModelState.TryGetValue(field, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnGetExportAsync(string? file, CancellationToken cancel)
    {
        if (ExportKind.Find(file) is not { } kind)
        {
            return NotFound();
        }

        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = $"attachment; filename=\"{kind.Name}-{time.GetUtcNow():yyyy-MM-dd}.csv\"";
        await export.WriteAsync(kind, Response.Body, _ => { }, cancel);
        return new EmptyResult();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var shelf = Shelf.All.FirstOrDefault(one => one.Kind == (Kind ?? Shelf.Goods.Kind));
        if (shelf is null)
        {
            ModelState.AddModelError(nameof(Kind), "Choose one of these.");
        }

        if (Upload is not { Length: > 0 })
        {
            ModelState.AddModelError(nameof(Upload), Upload is null ? "Choose a file." : "This file is empty. Choose another.");
        }
        else if (Upload.Length > CsvTable.MaxBytes)
        {
            ModelState.AddModelError(nameof(Upload), $"This file has {Words.Size(Upload.Length)}; at most {Words.Size(CsvTable.MaxBytes)} are read at once. Part it.");
        }

        if (!ModelState.IsValid)
        {
            return Refuse();
        }

        using var memory = new MemoryStream((int)Upload!.Length);
        await Upload.CopyToAsync(memory, cancel);
        var content = memory.ToArray();
        (_, Faults) = imports.Read(content, shelf!);
        if (Faults.Count > 0)
        {
            return Refuse();
        }

        return Redirect($"/admin/import/{await imports.KeepAsync(NameOf(Upload.FileName), content, shelf!, Me, cancel)}");
    }

    private PageResult Refuse()
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    /// <summary>The end of its path, without what nobody can see.</summary>
    private static string NameOf(string path)
    {
        var name = string.Concat(path.Split('/', '\\')[^1].Where(one => !char.IsControl(one))).Trim();
        return name.Length == 0 ? "a file" : name[..Math.Min(name.Length, MaxName)];
    }
}
