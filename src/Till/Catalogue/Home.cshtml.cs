using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Till.Catalogue;

internal sealed class HomeModel : PageModel;
