using System.Collections.Immutable;

namespace ZtSegment.Language.Loading;

internal static class WorkloadDocument
{
    private const int AddressesField = 0;
    private const int AddressesFromField = 1;
    private const int VirtualAddressesField = 2;
    private const int PortsField = 3;
    private const int EnforcementField = 4;

    private const int SourceField = 0;
    private const int WithinField = 1;

    private const int LinuxField = 0;
    private const int AzureField = 1;

    private static readonly FieldTable Spec =
        new("the spec of a Workload", "addresses", "addressesFrom", "virtualAddresses", "ports", "enforcement");

    private static readonly FieldTable AddressesFromFields = new("`addressesFrom`", "source", "within");
    private static readonly FieldTable EnforcementFields = new("`enforcement`", "linux", "azure");
    private static readonly FieldTable LinuxFields = new("`linux`", "host");
    private static readonly FieldTable AzureFields = new("`azure`", "nsg");

    public static Workload Read(DocumentReader reader, DocumentHeader header)
    {
        ImmutableArray<Address> addresses = [];
        AddressesFrom? addressesFrom = null;
        ImmutableArray<Address> virtualAddresses = [];
        ImmutableArray<PortName> ports = [];
        string? host = null;
        string? nsg = null;
        var fields = new FieldReader(reader, Spec, "`spec`");
        while (fields.Next(out var field))
        {
            switch (field)
            {
                case AddressesField:
                    addresses = ReadAddresses(reader, "`addresses`", "an item of `addresses`", header.Name, isVirtual: false);
                    break;
                case AddressesFromField:
                    addressesFrom = ReadAddressesFrom(reader);
                    break;
                case VirtualAddressesField:
                    virtualAddresses = ReadAddresses(reader, "`virtualAddresses`", "an item of `virtualAddresses`", header.Name, isVirtual: true);
                    break;
                case PortsField:
                    ports = Ports.ReadNames(reader, "`ports`");
                    break;
                case EnforcementField:
                    (host, nsg) = ReadEnforcement(reader, header.Name);
                    break;
            }
        }

        if (fields.Has(AddressesField) && fields.Has(AddressesFromField))
            reader.Report(DiagnosticRules.TwoAddressSources, fields.Line, fields.Column, "a Workload has both `addresses` and `addressesFrom`", "keep `addresses` if they are known here, else `addressesFrom`");
        else if (!fields.Has(AddressesField) && !fields.Has(AddressesFromField) && fields.IsMapping && !fields.HasUnknown)
            reader.Report(DiagnosticRules.MissingField, fields.Line, fields.Column, "a Workload has neither `addresses` nor `addressesFrom`", "add one of them");
        return new Workload(header, addresses, addressesFrom, virtualAddresses, ports, host, nsg);
    }

    private static ImmutableArray<Address> ReadAddresses(DocumentReader reader, string what, string each, string workload, bool isVirtual)
    {
        var start = reader.Yaml.Current;
        if (!reader.EnterList(what))
            return [];
        var addresses = ImmutableArray.CreateBuilder<Address>(2);
        var items = 0;
        while (reader.NextItem())
        {
            items++;
            var at = reader.Yaml.Current;
            if (Addresses.ReadUnicast(reader, each) is not { } address)
                continue;
            addresses.Add(address);
            reader.Part.Addresses.Add(new AddressPlace(address, isVirtual, workload, reader.Part.Names.Count, at.Line, at.Column));
        }

        if (items == 0 && !isVirtual)
            reader.Report(DiagnosticRules.EmptyList, start, "`addresses` is empty", "give at least one address, or `addressesFrom`");
        return addresses.DrainToImmutable();
    }

    private static AddressesFrom? ReadAddressesFrom(DocumentReader reader)
    {
        int? source = null;
        ImmutableArray<Cidr> within = [];
        var fields = new FieldReader(reader, AddressesFromFields, "`addressesFrom`");
        while (fields.Next(out var field))
        {
            if (field == SourceField)
                source = reader.Word("`source`", "agent", "azure");
            else if (field == WithinField)
                within = reader.Values("`within`", Addresses.ReadCidr);
        }

        fields.Require(SourceField, WithinField);
        return source is { } s ? new AddressesFrom((AddressSource)s, within) : null;
    }

    private static (string? Host, string? Nsg) ReadEnforcement(DocumentReader reader, string workload)
    {
        string? host = null;
        string? nsg = null;
        var fields = new FieldReader(reader, EnforcementFields, "`enforcement`");
        while (fields.Next(out var field))
        {
            if (field == LinuxField)
                host = ReadOnly(reader, LinuxFields, "`host`", Names.Name, reader.Part.LinuxHosts, workload);
            else if (field == AzureField)
                nsg = ReadOnly(reader, AzureFields, "`nsg`", Nsgs.Read, reader.Part.WorkloadNsgs, workload);
        }

        if (fields.IsMapping && !fields.Has(LinuxField) && !fields.Has(AzureField) && !fields.HasUnknown)
            reader.Report(DiagnosticRules.MissingField, fields.Line, fields.Column, "`enforcement` names no enforcement point", "add `linux: { host: ... }` or `azure: { nsg: ... }`, or remove `enforcement`");
        return (host, nsg);
    }

    /// <summary>A mapping with one field, which is required.</summary>
    private static string? ReadOnly(
        DocumentReader reader, FieldTable table, string what, Func<DocumentReader, string, string?> read, List<PointPlace> places, string workload)
    {
        string? point = null;
        var fields = new FieldReader(reader, table, table.Owner);
        while (fields.Next(out _))
        {
            var at = reader.Yaml.Current;
            point = read(reader, what);
            if (point is not null)
                places.Add(new PointPlace(point, workload, reader.Part.Names.Count, at.Line, at.Column));
        }

        fields.Require(0);
        return point;
    }
}
