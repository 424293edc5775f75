using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ZtSegment.Controller.Hosting;

/// <summary>The administrator's token as a bearer; for the dashboard, which browsers open, also as a password (RFC 7617, any user name).</summary>
/// <remarks>Browsers send passwords along with requests that other sites make them send: so a password opens what only reads.</remarks>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logging, UrlEncoder encoder, AdministratorToken token)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
{
    public const string SchemeName = "Bearer";
    public const string Administrator = "administrator";

    /// <summary>Without the keys for cookies that the usual registration keeps in the user's home.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = SchemeName);
        services.AddWebEncoders();
        services.TryAddSingleton(TimeProvider.System);
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(SchemeName, null);
    }

    private bool MayBePassword => Request.Path.StartsWithSegments(ControllerHost.Dashboard);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header) || header.Parameter is not { } given)
            return Task.FromResult(AuthenticateResult.NoResult());
        var isRight = header.Scheme.ToUpperInvariant() switch
        {
            "BEARER" => token.Is(given),
            "BASIC" when MayBePassword => token.Is(Password(given)),
            _ => false,
        };
        return Task.FromResult(isRight
            ? AuthenticateResult.Success(new AuthenticationTicket(
                new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, Administrator)], SchemeName)), SchemeName))
            : AuthenticateResult.Fail("not the administrator's token"));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = MayBePassword ? "Basic realm=\"ztsegment\"" : "Bearer realm=\"ztsegment\"";
        return Task.CompletedTask;
    }

    private static string Password(string given)
    {
        var bytes = new byte[given.Length];
        return Convert.TryFromBase64String(given, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password]
            ? password
            : "";
    }
}
