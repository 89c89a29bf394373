using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Till.Catalogue;

public sealed class HomeModel : PageModel;
