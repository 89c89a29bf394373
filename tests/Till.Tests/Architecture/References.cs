using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Till.Tests.Architecture;

/// <param name="From">The namespace of the type that uses the other.</param>
/// <param name="Member">The member used, where one is.</param>
internal sealed record Reference(string From, string FromType, string Assembly, string Type, string? Member);

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
                metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(new Types(this), null);
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
        var declaring = user;
        while (!declaring.GetDeclaringType().IsNil)
        {
            declaring = metadata.GetTypeDefinition(declaring.GetDeclaringType());
        }

        found.Add(new Reference(
            metadata.GetString(declaring.Namespace),
            metadata.GetString(declaring.Name),
            metadata.GetString(assembly.Name),
            $"{metadata.GetString(outermost.Namespace)}.{metadata.GetString(outermost.Name)}",
            member));
    }

    /// <summary>Reports every type that a signature names.</summary>
    private sealed class Types(References references) : ISignatureTypeProvider<int, object?>
    {
        public int GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            references.Use(handle);
            return 0;
        }

        public int GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
        {
            references.Use(handle);
            return 0;
        }

        public int GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => 0;

        public int GetArrayType(int elementType, ArrayShape shape) => 0;

        public int GetByReferenceType(int elementType) => 0;

        public int GetFunctionPointerType(MethodSignature<int> signature) => 0;

        public int GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) => 0;

        public int GetGenericMethodParameter(object? genericContext, int index) => 0;

        public int GetGenericTypeParameter(object? genericContext, int index) => 0;

        public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => 0;

        public int GetPinnedType(int elementType) => 0;

        public int GetPointerType(int elementType) => 0;

        public int GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;

        public int GetSZArrayType(int elementType) => 0;
    }
}
