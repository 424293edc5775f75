using System.Globalization;
using System.Numerics;

namespace ZtSegment.Language.Loading.Yaml;

/// <summary>What a scalar is by the YAML 1.2 core schema (section 10.3.2): <c>no</c> and <c>on</c> are text, <c>1.0</c> and <c>0x10</c> are not.</summary>
internal enum ScalarKind : byte
{
    Text,
    Null,
    Boolean,
    Integer,
    Float,
}

internal static class CoreSchema
{
    /// <summary>The kind of a plain scalar; quoted ones are always text.</summary>
    public static ScalarKind KindOf(ReadOnlySpan<char> plain)
    {
        if (plain.IsEmpty)
            return ScalarKind.Null;
        switch (plain[0])
        {
            case '~' or 'n' or 'N':
                return plain is "~" or "null" or "Null" or "NULL" ? ScalarKind.Null : ScalarKind.Text;
            case 't' or 'T' or 'f' or 'F':
                return plain is "true" or "True" or "TRUE" or "false" or "False" or "FALSE" ? ScalarKind.Boolean : ScalarKind.Text;
            case '+' or '-':
                return plain.Length == 1 ? ScalarKind.Text : Number(plain[1..]);
            case '0' when plain.Length > 2 && plain[1] is 'o' or 'x':
                var digits = plain[2..];
                return plain[1] == 'x'
                    ? digits.ContainsAnyExcept(HexDigits) ? ScalarKind.Text : ScalarKind.Integer
                    : digits.ContainsAnyExceptInRange('0', '7') ? ScalarKind.Text : ScalarKind.Integer;
            case '.' when plain is ".nan" or ".NaN" or ".NAN":
                return ScalarKind.Float;
            case '.' or (>= '0' and <= '9'):
                return Number(plain);
            default:
                return ScalarKind.Text;
        }
    }

    /// <summary>The value of an <see cref="ScalarKind.Integer"/>; beyond 64 bits the nearest value.</summary>
    public static long Integer(string text)
    {
        var style = text.StartsWith("0x", StringComparison.Ordinal) ? 16 : text.StartsWith("0o", StringComparison.Ordinal) ? 8 : 10;
        var value = BigInteger.Zero;
        foreach (var digit in style == 10 ? text.AsSpan().TrimStart("+-") : text.AsSpan(2))
        {
            value = value * style + Convert.ToInt32(digit.ToString(), 16);
            if (value > long.MaxValue)
                return text[0] == '-' ? long.MinValue : long.MaxValue;
        }

        return (long)(text[0] == '-' ? -value : value);
    }

    /// <summary>The value of a whole number, also where it is written as <c>5.0</c> or <c>1e3</c>, which is one to a JSON Schema; null for others.</summary>
    public static long? WholeNumber(ScalarKind kind, string text) => kind switch
    {
        ScalarKind.Integer => Integer(text),
        ScalarKind.Float when double.TryParse(text, CultureInfo.InvariantCulture, out var value) && double.IsInteger(value) =>
            value >= long.MaxValue ? long.MaxValue : value <= long.MinValue ? long.MinValue : (long)value,
        _ => null,
    };

    private static readonly System.Buffers.SearchValues<char> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary><c>(\.[0-9]+ | [0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?</c>, or infinity; the sign is off.</summary>
    private static ScalarKind Number(ReadOnlySpan<char> text)
    {
        if (text is ".inf" or ".Inf" or ".INF")
            return ScalarKind.Float;
        var whole = Digits(text);
        if (whole == text.Length)
            return ScalarKind.Integer;
        var at = whole;
        var fraction = 0;
        if (at < text.Length && text[at] == '.')
        {
            fraction = Digits(text[(at + 1)..]);
            at += 1 + fraction;
        }

        if (whole + fraction == 0)
            return ScalarKind.Text;
        if (at == text.Length)
            return ScalarKind.Float;
        if (text[at] is not ('e' or 'E'))
            return ScalarKind.Text;
        at++;
        if (at < text.Length && text[at] is '+' or '-')
            at++;
        return at < text.Length && Digits(text[at..]) == text.Length - at ? ScalarKind.Float : ScalarKind.Text;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
