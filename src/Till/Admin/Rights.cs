using System.Reflection;
using System.Security.Claims;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Till.Accounts;

namespace Till.Admin;

/// <summary>What somebody may do in the back office.</summary>
internal enum Right
{
    /// <summary>All else: products, people, settings, Stripe. What no page says otherwise of takes this.</summary>
    Own,

    /// <summary>See what waits to be done.</summary>
    LookIn,

    SeeOrders,

    /// <summary>Prepare and send orders, note something on them, write to their buyers.</summary>
    SendOrders,

    /// <summary>See what was taken, what it cost and what has become of payments.</summary>
    SeeMoney,
}

/// <summary>Which role may what: the whole of it.</summary>
internal static class Rights
{
    public static bool May(string? role, Right right) => (role, right) switch
    {
        (Roles.Owner, _) => true,
        (Roles.Staff, Right.LookIn or Right.SeeOrders or Right.SendOrders) => true,
        (Roles.Bookkeeper, Right.LookIn or Right.SeeOrders or Right.SeeMoney) => true,
        _ => false,
    };

    public static bool May(this ClaimsPrincipal user, Right right) => May(user.FindFirstValue(ClaimTypes.Role), right);

    /// <summary>What a page takes to be looked at, and each of its forms to be sent. A form that says nothing is the owners'.</summary>
    public static Right Of(Type page, HandlerMethodDescriptor? handler) =>
        handler is null || HttpMethods.IsGet(handler.HttpMethod)
            ? page.GetCustomAttribute<NeedsAttribute>()?.Right ?? Right.Own
            : handler.MethodInfo.GetCustomAttribute<NeedsAttribute>()?.Right ?? Right.Own;
}

/// <summary>On a page: what it takes to look at it. On what answers a form: what it takes to send it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class NeedsAttribute(Right right) : Attribute
{
    public Right Right { get; } = right;
}
