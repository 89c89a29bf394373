using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Till.Tests.Architecture;

/// <param name="From">The namespace of the type that uses the other.</param>
/// <param name="Method">The method that uses it, where a method does.</param>
/// <param name="Assembly">Where the used type is from; empty: the same assembly.</param>
/// <param name="Member">The member used, where one is.</param>
internal sealed record Reference(string From, string FromType, string Method, string Assembly, string Type, string? Member);

/// <summary>
/// Which of an assembly's types use which foreign types, read from signatures and from the code of every method. What the
/// compiler makes of lambdas and async methods counts as the type that it is nested in.
/// </summary>
internal sealed class References
{
    private readonly MetadataReader metadata;
    private readonly PEReader file;
    private readonly List<Reference> found = [];
    private TypeDefinition user;
    private string method = "";

    private References(PEReader file) => (this.file, metadata) = (file, file.GetMetadataReader());

    public static IReadOnlyList<Reference> Of(string assembly)
    {
        using var image = new PEReader(File.OpenRead(Repository.PathOf(assembly)));
        var reader = new References(image);
        foreach (var handle in reader.metadata.TypeDefinitions)
        {
            reader.Read(reader.metadata.GetTypeDefinition(handle));
        }

        return reader.found;
    }

    private void Read(TypeDefinition type)
    {
        user = type;
        method = "";
        Use(type.BaseType);
        foreach (var one in type.GetInterfaceImplementations())
        {
            Use(metadata.GetInterfaceImplementation(one).Interface);
        }

        foreach (var one in type.GetCustomAttributes())
        {
            Use(metadata.GetCustomAttribute(one).Constructor);
        }

        foreach (var one in type.GetFields())
        {
            metadata.GetFieldDefinition(one).DecodeSignature(new Types(this), null);
        }

        foreach (var one in type.GetMethods().Select(metadata.GetMethodDefinition))
        {
            method = metadata.GetString(one.Name);
            one.DecodeSignature(new Types(this), null);
            if (one.RelativeVirtualAddress != 0)
            {
                Read(file.GetMethodBody(one.RelativeVirtualAddress));
            }
        }
    }

    private void Read(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
        {
            metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(new Types(this), null);
        }

        foreach (var region in body.ExceptionRegions)
        {
            Use(region.CatchType);
        }

        foreach (var token in Code.Tokens(body.GetILBytes()!))
        {
            Use(MetadataTokens.EntityHandle(token));
        }
    }

    private void Use(EntityHandle handle, string? member = null)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeReference:
                Add(metadata.GetTypeReference((TypeReferenceHandle)handle), member);
                break;
            case HandleKind.TypeSpecification:
                var type = metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(new Types(this), null);
                if (member is not null)
                {
                    Add("", type, member);
                }

                break;
            case HandleKind.FieldDefinition:
                var field = metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                Add("", NameOf(metadata.GetTypeDefinition(field.GetDeclaringType())), metadata.GetString(field.Name));
                break;
            case HandleKind.MemberReference:
                var used = metadata.GetMemberReference((MemberReferenceHandle)handle);
                Use(used.Parent, metadata.GetString(used.Name));
                if (used.GetKind() == MemberReferenceKind.Method)
                {
                    used.DecodeMethodSignature(new Types(this), null);
                }
                else
                {
                    used.DecodeFieldSignature(new Types(this), null);
                }

                break;
            case HandleKind.MethodSpecification:
                var generic = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Use(generic.Method);
                generic.DecodeSignature(new Types(this), null);
                break;
        }
    }

    private void Add(TypeReference type, string? member)
    {
        var outermost = type;
        while (outermost.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            outermost = metadata.GetTypeReference((TypeReferenceHandle)outermost.ResolutionScope);
        }

        if (outermost.ResolutionScope.Kind != HandleKind.AssemblyReference)
        {
            return;
        }

        var assembly = metadata.GetAssemblyReference((AssemblyReferenceHandle)outermost.ResolutionScope);
        Add(metadata.GetString(assembly.Name), NameOf(outermost), member);
    }

    private void Add(string assembly, string type, string? member)
    {
        var declaring = user;
        while (!declaring.GetDeclaringType().IsNil)
        {
            declaring = metadata.GetTypeDefinition(declaring.GetDeclaringType());
        }

        found.Add(new Reference(
            metadata.GetString(declaring.Namespace), metadata.GetString(declaring.Name), method, assembly, type, member));
    }

    private string NameOf(TypeReference type) => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";

    private string NameOf(TypeDefinition type) => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";

    /// <summary>Reports every type that a signature names, and gives its own name.</summary>
    private sealed class Types(References references) : ISignatureTypeProvider<string, object?>
    {
        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            references.Use(handle);
            return references.NameOf(reader.GetTypeReference(handle));
        }

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, null);

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            references.NameOf(reader.GetTypeDefinition(handle));

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => genericType;

        public string GetArrayType(string elementType, ArrayShape shape) => elementType;

        public string GetByReferenceType(string elementType) => elementType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "";

        public string GetGenericMethodParameter(object? genericContext, int index) => "";

        public string GetGenericTypeParameter(object? genericContext, int index) => "";

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetPinnedType(string elementType) => elementType;

        public string GetPointerType(string elementType) => elementType;

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "";

        public string GetSZArrayType(string elementType) => elementType;
    }
}
