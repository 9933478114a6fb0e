using System.Reflection;
using System.Reflection.Emit;

namespace Scratch.Tests;

/// <summary>
/// Which namespaces of some assemblies use which, read from its metadata: fields, signatures, base types, attributes and
/// the code of every method.
/// </summary>
internal sealed class NamespaceGraph
{
    private const byte TwoBytes = 0xFE; // the first byte of an operation code of two
    private static readonly Dictionary<short,
        OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly IReadOnlyList<Assembly> _assemblies;
    private readonly Func<string, string?> _layer;

    /// <summary>Reads assemblies.</summary>
    /// <param name="assemblies">The assemblies.</param>
    /// <param name="layer">The layer that a namespace belongs to; null leaves it out.</param>
    public NamespaceGraph(IReadOnlyList<Assembly> assemblies, Func<string, string?> layer)
    {
        (_assemblies, _layer) = (assemblies, layer);
        foreach (Type type in assemblies.SelectMany(assembly => assembly.GetTypes()))
        {
            if (LayerOf(type) is { } from)
            {
                Layers.Add(from);
                foreach ((Type used, string place) in UsedBy(type))
                {
                    if (LayerOf(used) is { } to && to != from)
                    {
                        Uses.TryAdd((from, to), $"{place} uses {used.FullName}");
                    }
                }
            }
        }
    }

    /// <summary>All layers that have a type.</summary>
    public SortedSet<string> Layers { get; } = [];

    /// <summary>The uses, each with a place where it is seen.</summary>
    public SortedDictionary<(string From, string To), string> Uses { get; } = [];

    /// <summary>The layers from the lowest to the highest, and those that are in a circle or above one.</summary>
    public (IReadOnlyList<string> Order, IReadOnlyList<string> Circle) Sort()
    {
        var order = new List<string>();
        var left = new SortedSet<string>(Layers);
        while (left.FirstOrDefault(
            layer => !Uses.Keys.Any(use => use.From == layer && left.Contains(use.To))) is { } lowest)
        {
            order.Add(lowest);
            left.Remove(lowest);
        }
        return (order, [.. left]);
    }

    private string? LayerOf(Type type)
    {
        while (type.HasElementType)
        {
            type = type.GetElementType()!;
        }
        return _assemblies.Contains(type.Assembly) && !type.IsGenericParameter && type.Namespace is { } name ? _layer(name)
            : null;
    }

    private static IEnumerable<(Type Used, string Place)> UsedBy(Type type)
    {
        string place = type.FullName!;
        IEnumerable<Type?> plain =
        [
            type.BaseType,
            .. type.GetInterfaces(),
            .. type.GetFields(All).Select(field => field.FieldType),
            .. type.GetCustomAttributesData().Select(attribute => attribute.AttributeType),
        ];
        foreach (Type used in plain.OfType<Type>().SelectMany(Parts))
        {
            yield return (used, place);
        }
        foreach (MethodBase method in type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)))
        {
            foreach (Type used in SignatureOf(method).Concat(InCode(method)).SelectMany(Parts))
            {
                yield return (used, $"{place}.{method.Name}");
            }
        }
    }

    private static IEnumerable<Type> SignatureOf(MethodBase method) =>
    [
        .. method.GetParameters().Select(parameter => parameter.ParameterType),
        .. method is MethodInfo { ReturnType: var result } ? [result] : Array.Empty<Type>(),
        .. method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? [],
    ];

    /// <summary>The types, and those of the members, that the code names by a token.</summary>
    private static IEnumerable<Type> InCode(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        Type[]? ofType = method.DeclaringType is { IsGenericType: true } declaring ? declaring.GetGenericArguments()
            : null;
        Type[]? ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int at = 0; at < code.Length;)
        {
            short value = code[at++];
            value = value == TwoBytes ? (short)((TwoBytes << 8) | code[at++]) : value;
            OperandType operand = Codes[value].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                MemberInfo? member = method.Module.ResolveMember(BitConverter.ToInt32(code, at), ofType, ofMethod);
                foreach (Type? used in (
                    Type?[])[member as Type, member?.DeclaringType, (member as FieldInfo)?.FieldType,
                    .. Generic(member)])
                {
                    if (used is not null)
                    {
                        yield return used;
                    }
                }
            }
            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static Type[] Generic(MemberInfo? member) =>
        member is MethodInfo { IsGenericMethod: true } method ? method.GetGenericArguments() : [];

    /// <summary>A type and its generic arguments.</summary>
    private static IEnumerable<Type> Parts(Type type) =>
        type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Prepend(type) : [type];
}
