using System.Collections.Immutable;

namespace ZtSegment.Language.Loading;

internal static class EstateDocument
{
    private const int DefaultModeField = 0;
    private const int ManagementField = 1;

    private const int AccessField = 0;
    private const int ControllerField = 1;

    private const int FromField = 0;
    private const int PortsField = 1;

    private const int AddressesField = 0;
    private const int PortField = 1;

    private static readonly FieldTable Spec = new("the spec of an Estate", "defaultMode", "management");
    private static readonly FieldTable ManagementFields = new("`management`", "access", "controller");
    private static readonly FieldTable AccessFields = new("an item of `access`", "from", "ports");
    private static readonly FieldTable ControllerFields = new("`controller`", "addresses", "port");

    public static Estate Read(DocumentReader reader, DocumentHeader header)
    {
        var mode = Mode.Observe;
        var management = Management.None;
        var fields = new FieldReader(reader, Spec, "`spec`");
        while (fields.Next(out var field))
        {
            if (field == DefaultModeField)
                mode = RolloutDocument.ReadMode(reader, "`defaultMode`") ?? mode;
            else if (field == ManagementField)
                management = ReadManagement(reader);
        }

        return new Estate(header, mode, management);
    }

    private static Management ReadManagement(DocumentReader reader)
    {
        ImmutableArray<ManagementAccess> access = [];
        ManagementController? controller = null;
        var fields = new FieldReader(reader, ManagementFields, "`management`");
        while (fields.Next(out var field))
        {
            if (field == AccessField)
                access = reader.List("`access`", ReadAccess, mayBeEmpty: true);
            else if (field == ControllerField)
                controller = ReadController(reader);
        }

        return access.IsEmpty && controller is null ? Management.None : new Management(access, controller);
    }

    private static ManagementAccess ReadAccess(DocumentReader reader, string what)
    {
        ImmutableArray<Cidr> from = [];
        ImmutableArray<PortEntry> ports = [];
        var position = reader.Position(reader.Yaml.Current);
        var fields = new FieldReader(reader, AccessFields, "an item of `access`");
        while (fields.Next(out var field))
        {
            if (field == FromField)
                from = reader.Values("`from`", Addresses.ReadCidr);
            else if (field == PortsField)
                ports = reader.List("`ports`", Ports.ReadManagementEntry);
        }

        fields.Require(FromField, PortsField);
        return new ManagementAccess(position, from, ports);
    }

    private static ManagementController? ReadController(DocumentReader reader)
    {
        ImmutableArray<Address> addresses = [];
        (Protocol Protocol, ushort Port)? port = null;
        var position = reader.Position(reader.Yaml.Current);
        var fields = new FieldReader(reader, ControllerFields, "`controller`");
        while (fields.Next(out var field))
        {
            if (field == AddressesField)
                addresses = reader.Values("`addresses`", Addresses.ReadUnicast);
            else if (field == PortField)
                port = Ports.ReadSingle(reader, "`port`");
        }

        fields.Require(AddressesField, PortField);
        return port is { } p ? new ManagementController(position, addresses, p.Protocol, p.Port) : null;
    }
}
