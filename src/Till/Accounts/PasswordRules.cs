using System.Collections.Frozen;
using Microsoft.AspNetCore.Identity;

namespace Till.Accounts;

/// <summary>
/// Which passwords are good enough: long ones that are not the first to be guessed. No rules of composition, which make
/// passwords worse (NIST SP 800-63B, 3.1.1.2).
/// </summary>
internal sealed class PasswordRules : IPasswordValidator<Account>
{
    public const int MinLength = 10;

    /// <summary>Hashing takes longer the longer the text; nobody types more than this.</summary>
    public const int MaxLength = 200;

    /// <summary>Of the most used passwords of breach lists, those of ten characters and more.</summary>
    private static readonly FrozenSet<string> Common = (
        "1234567890 12345678910 0123456789 0987654321 1111111111 0000000000 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc qwertyuiop qwerty12345 "
        + "qwerty123456 asdfghjkl123 zaq12wsxcde3 password12 password123 password1234 password12345 passwordpassword mypassword "
        + "mypassword1 letmein1234 welcome123 welcome1234 iloveyou12 iloveyou123 iloveyou1234 football123 baseball123 sunshine123 "
        + "princess123 superman123 trustno1trustno1 changeme123 administrator adminadmin admin12345 abcdefghij abcdefghijkl abcd123456 "
        + "abc123456789 a123456789 qazwsxedcrfv 9876543210 11111111111 123123123123 1231231234 1234512345 aaaaaaaaaa blink182blink182 "
        + "whatever123 michael123 jennifer123 liverpool1 manchester1 unbelievable correcthorsebatterystaple")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What is wrong with a password that somebody wants to use, or null.</summary>
    public static string? Fault(string? password, string email) => password switch
    {
        null or "" => "Choose a password.",
        { Length: < MinLength } => $"A password has at least {MinLength} characters.",
        { Length: > MaxLength } => $"A password has at most {MaxLength} characters.",
        _ when Email.Key(password) == Email.Key(email) => "The password is your e-mail address; choose another.",
        _ when Common.Contains(password.ToLowerInvariant()) || password.Distinct().Count() < 3 =>
            "This password is one of the first that anybody would try; choose another.",
        _ => null,
    };

    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password) => Task.FromResult(
        Fault(password, user.Email) is { } fault
            ? IdentityResult.Failed(new IdentityError { Code = "Password", Description = fault })
            : IdentityResult.Success);
}
