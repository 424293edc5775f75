using System.Collections.Immutable;

namespace ZtSegment.Language;

/// <summary>Every code of loading documents. ZT10xx and <see cref="Forms"/> are what the JSON Schema refuses too.</summary>
public static class DiagnosticRules
{
    public static readonly DiagnosticRule UnknownField = Error("ZT1001", "A field that the language does not have.");
    public static readonly DiagnosticRule MissingField = Error("ZT1002", "A required field is missing.");
    public static readonly DiagnosticRule WrongType = Error("ZT1003", "A value of the wrong type: text, number, list, mapping.");
    public static readonly DiagnosticRule UnknownWord = Error("ZT1004", "A word that is none of those allowed here.");
    public static readonly DiagnosticRule ApiVersion = Error("ZT1005", "The apiVersion is not ztsegment/v1.");
    public static readonly DiagnosticRule UnknownKind = Error("ZT1006", "A kind of document that the language does not have.");
    public static readonly DiagnosticRule EmptyList = Error("ZT1007", "A list that needs at least one item is empty.");
    public static readonly DiagnosticRule NotExactlyOne = Error("ZT1008", "Exactly one of several fields is allowed.");
    public static readonly DiagnosticRule BarePort = Error("ZT1009", "A port without a protocol.");
    public static readonly DiagnosticRule OperatorValues = Error("ZT1010", "A label operator with values that it does not take, or without those that it needs.");
    public static readonly DiagnosticRule TwoAddressSources = Error("ZT1011", "A workload has both addresses and addressesFrom.");
    public static readonly DiagnosticRule NumberTooSmall = Error("ZT1012", "A number below the least allowed.");

    public static readonly DiagnosticRule Syntax = Error("ZT1101", "The text is no YAML.");
    public static readonly DiagnosticRule Encoding = Error("ZT1102", "The text is not UTF-8.");
    public static readonly DiagnosticRule ControlCharacter = Error("ZT1103", "A control character.");
    public static readonly DiagnosticRule Tag = Error("ZT1104", "A YAML tag.");
    public static readonly DiagnosticRule MergeKey = Error("ZT1105", "A YAML merge key.");
    public static readonly DiagnosticRule DuplicateKey = Error("ZT1106", "A key stands twice in one mapping.");
    public static readonly DiagnosticRule UnknownAlias = Error("ZT1107", "An alias without its anchor.");
    public static readonly DiagnosticRule AliasBomb = Error("ZT1108", "Aliases that expand too far.");
    public static readonly DiagnosticRule TooDeep = Error("ZT1109", "Nested too deep.");
    public static readonly DiagnosticRule KeyIsNoText = Error("ZT1110", "A key that is a list or a mapping.");
    public static readonly DiagnosticRule TooLarge = Error("ZT1111", "The file is too large.");
    public static readonly DiagnosticRule MoreErrors = Error("ZT1198", "More errors than are shown.");
    public static readonly DiagnosticRule MoreWarnings = Warning("ZT1199", "More warnings than are shown.");

    public static readonly DiagnosticRule Name = Error("ZT1201", "A name that is no DNS subdomain name.");
    public static readonly DiagnosticRule LabelKey = Error("ZT1202", "A label key that Kubernetes would refuse.");
    public static readonly DiagnosticRule LabelValue = Error("ZT1203", "A label value that Kubernetes would refuse.");
    public static readonly DiagnosticRule Address = Error("ZT1204", "A text that is no IP address.");
    public static readonly DiagnosticRule AddressUse = Error("ZT1205", "An address that no workload can have.");
    public static readonly DiagnosticRule Cidr = Error("ZT1206", "A text that is no CIDR.");
    public static readonly DiagnosticRule HostBits = Error("ZT1207", "A CIDR with host bits set.");
    public static readonly DiagnosticRule Fqdn = Error("ZT1208", "A domain name where addresses belong.");
    public static readonly DiagnosticRule Port = Error("ZT1209", "A text that names no ports.");
    public static readonly DiagnosticRule PortNumber = Error("ZT1210", "A port outside 1-65535, or a range in the wrong order.");
    public static readonly DiagnosticRule PortName = Error("ZT1211", "A port name that is not allowed.");
    public static readonly DiagnosticRule SinglePort = Error("ZT1212", "More than one port where one belongs.");
    public static readonly DiagnosticRule Timestamp = Error("ZT1213", "A time that is not RFC 3339.");
    public static readonly DiagnosticRule ServiceTag = Error("ZT1214", "A service tag that is not allowed.");
    public static readonly DiagnosticRule Nsg = Error("ZT1215", "A text that is no resource id of a network security group.");

    public static readonly DiagnosticRule DuplicateName = Error("ZT1301", "Two documents of one kind and name.");
    public static readonly DiagnosticRule UnknownReference = Error("ZT1302", "A reference to a document that does not exist.");
    public static readonly DiagnosticRule SecondEstate = Error("ZT1303", "More than one Estate.");
    public static readonly DiagnosticRule DuplicateAddress = Error("ZT1304", "An address of two workloads.");
    public static readonly DiagnosticRule DuplicateHost = Error("ZT1305", "Two workloads on one Linux host.");
    public static readonly DiagnosticRule DuplicateNsg = Error("ZT1306", "Two EnforcementPoints for one network security group.");
    public static readonly DiagnosticRule UnusedNsg = Warning("ZT1307", "An EnforcementPoint that protects no workload.");

    public static readonly DiagnosticRule SameLabels = Error("ZT1401", "sameLabels on a policy with address peers.");
    public static readonly DiagnosticRule PortNameToAddresses = Error("ZT1402", "A port name on a policy towards addresses.");
    public static readonly DiagnosticRule NoWorkloadPeer = Warning("ZT1403", "A policy between address peers only.");
    public static readonly DiagnosticRule ExceptOutside = Warning("ZT1404", "An exception outside of what it is taken from.");
    public static readonly DiagnosticRule LiteralPortsOnly = Error("ZT1405", "A port name or group where only ports may stand.");
    public static readonly DiagnosticRule EmptyCondition = Warning("ZT1406", "A condition that demands nothing.");
    public static readonly DiagnosticRule ExceptOfLabels = Error("ZT1407", "requireLabels with except.");

    public static readonly DiagnosticRule FactsShape = Error("ZT1501", "Facts of the wrong shape.");
    public static readonly DiagnosticRule FactsValue = Error("ZT1502", "A fact with a value that is not allowed.");
    public static readonly DiagnosticRule FactsUnknownWorkload = Warning("ZT1503", "Facts of a workload that is not declared.");

    public static ImmutableArray<DiagnosticRule> All { get; } =
    [
        UnknownField, MissingField, WrongType, UnknownWord, ApiVersion, UnknownKind, EmptyList, NotExactlyOne, BarePort, OperatorValues,
        TwoAddressSources, NumberTooSmall,
        Syntax, Encoding, ControlCharacter, Tag, MergeKey, DuplicateKey, UnknownAlias, AliasBomb, TooDeep, KeyIsNoText, TooLarge, MoreErrors, MoreWarnings,
        Name, LabelKey, LabelValue, Address, AddressUse, Cidr, HostBits, Fqdn, Port, PortNumber, PortName, SinglePort, Timestamp, ServiceTag, Nsg,
        DuplicateName, UnknownReference, SecondEstate, DuplicateAddress, DuplicateHost, DuplicateNsg, UnusedNsg,
        SameLabels, PortNameToAddresses, NoWorkloadPeer, ExceptOutside, LiteralPortsOnly, EmptyCondition, ExceptOfLabels,
        FactsShape, FactsValue, FactsUnknownWorkload,
    ];

    /// <summary>
    /// Values of a wrong form. The schema says nothing of what a pattern cannot: ranges in the wrong order, which addresses a
    /// workload can have, host bits; IPv6 it holds to its characters.
    /// </summary>
    public static ImmutableArray<DiagnosticRule> Forms { get; } =
        [Name, LabelKey, LabelValue, Address, Cidr, Fqdn, Port, PortNumber, PortName, SinglePort, Timestamp, ServiceTag, Nsg, LiteralPortsOnly];

    private static DiagnosticRule Error(string code, string title) => new(code, Severity.Error, title);

    private static DiagnosticRule Warning(string code, string title) => new(code, Severity.Warning, title);
}
