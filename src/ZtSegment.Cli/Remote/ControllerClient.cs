using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZtSegment.Cli.Remote;

/// <summary>Talks to one controller, and to nobody else: no redirects, no proxies, so that the token goes nowhere else.</summary>
internal sealed class ControllerClient : IDisposable
{
    /// <summary>A plan of a large estate takes its time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly HttpClient http;

    public ControllerClient(Uri address, string token)
    {
        Address = address;
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.All })
        {
            BaseAddress = new Uri(address, "/api/v1/"),
            Timeout = Patience,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Address { get; }

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, null, type, cancellation);

    /// <exception cref="ControllerRefusedException">The controller refuses what was asked.</exception>
    /// <exception cref="WorldRefusedException">The controller cannot be reached, takes the token for none, or fails.</exception>
    public async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var answer = await SendAsync(method, path, content, cancellation);
        return await WorldAsync(async () => await answer.Content.ReadFromJsonAsync(type, cancellation))
            ?? throw new WorldRefusedException($"{Address} answers with nothing; is it a ZtSegment controller?");
    }

    /// <inheritdoc cref="SendAsync{T}"/>
    public async Task<byte[]> SendForBytesAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var answer = await SendAsync(method, path, content, cancellation);
        return await WorldAsync(() => answer.Content.ReadAsByteArrayAsync(cancellation));
    }

    /// <summary>An answer that goes on, line by line, until either side ends it.</summary>
    /// <inheritdoc cref="SendAsync{T}" path="/exception"/>
    public async IAsyncEnumerable<string> LinesAsync(string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, cancellation);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        while (await WorldAsync(async () => await reader.ReadLineAsync(cancellation)) is { } line)
            yield return line;
    }

    /// <summary>Waits until the controller says that it is ready.</summary>
    /// <exception cref="WorldRefusedException">It does not in time.</exception>
    public async Task ReadyAsync(TimeSpan patience, CancellationToken cancellation)
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < patience; await Task.Delay(20, cancellation))
        {
            using var answer = await WorldAsync(() => http.GetAsync("/readyz", cancellation));
            if (answer.IsSuccessStatusCode)
                return;
        }

        throw new WorldRefusedException($"{Address} is not ready after {patience.TotalSeconds:0} s");
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        var answer = await WorldAsync(() => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation));
        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw await RefusalAsync(answer, cancellation);
    }

    private async Task<Exception> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var status = answer.StatusCode;
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            return new WorldRefusedException($"{Address} does not take the token ({(int)status}); the one of a local controller is `admin.token` in its state folder");
        if ((int)status is >= 300 and < 400)
            return new WorldRefusedException($"{Address} sends elsewhere, to {answer.Headers.Location}, where the token does not go; name that address if it is the controller's");
        var body = await WorldAsync(() => answer.Content.ReadAsByteArrayAsync(cancellation));
        var problem = Problem.Parse(body);
        return (int)status >= 500 || problem is null
            ? new WorldRefusedException($"{Address} answers {(int)status} {answer.ReasonPhrase}: {problem?.Said ?? "no more than that; is it a ZtSegment controller?"}")
            : new ControllerRefusedException(status, problem);
    }

    private async Task<T> WorldAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            throw new WorldRefusedException($"{Address} cannot be asked: {e.Message}");
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException)
        {
            throw new WorldRefusedException($"{Address} did not answer within {Patience.TotalMinutes:0} minutes");
        }
    }
}
