using System.Text;
using Till.Catalogue;
using Till.Core;
using Till.Transfer;

namespace Till.Tests.Transfer;

/// <summary>Exports of other shops, read as they come.</summary>
public sealed class ForeignTablesTests
{
    private const string Shopify =
        """
        Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Image Src,Gift Card,Status
        harbour-shirt,Harbour shirt,"<h2>Linen</h2><p>Washed <strong>twice</strong>.<br>Soft.</p><ul><li>Blue</li><li><a href=""https://example.com/care"">Care</a></li></ul><script>alert(1)</script>",Loom & Co,Shirts,new,TRUE,Size,S,Colour,Blue,HS-S,200,shopify,4,49.50,https://cdn.example/1.jpg,FALSE,active
        harbour-shirt,,,,,,,,M,,Blue,HS-M,200,shopify,0,49.50,https://cdn.example/2.jpg,,
        harbour-shirt,,,,,,,,,,,,,,,,https://cdn.example/3.jpg,,
        Mug_One,A mug,,Clay,Kitchen,,TRUE,Title,Default Title,,,'0017,300,,,12,,FALSE,draft
        gift,A gift card,,Till,,,TRUE,Title,Default Title,,,,0,,,25,,TRUE,active
        """;

    private const string WooCommerce =
        """
        ID,Type,SKU,Name,Published,"Is featured?","Short description",Description,"In stock?",Stock,"Sale price","Regular price",Categories,Images,Parent,"Attribute 1 name","Attribute 1 value(s)"
        10,variable,HS,Harbour shirt,1,0,,"<p>Linen.</p>",1,,,,"Clothing > Shirts, New",https://example.com/a.jpg,,Size,"S, M"
        11,variation,HS-S,"Harbour shirt - S",1,0,,,1,4,,49.50,,,id:10,Size,S
        12,variation,HS-M,"Harbour shirt - M",1,0,,,0,,,49.50,,,HS,Size,M
        13,"simple, downloadable, virtual",EB,"A mug",-1,0,"Short.",,1,,9.00,12.00,Kitchen,,,,
        14,simple,MUG2,"A mug",1,0,,,backorder,,,13.00,Kitchen,,,,
        15,grouped,G,"Both",1,0,,,1,,,,,,,,
        """;

    [Fact]
    public void An_export_of_Shopify_s_is_read()
    {
        var file = Read(Shopify);

        Assert.Equal("An export of Shopify's", file.Format);
        Assert.Equal(["harbour-shirt", "mug-one"], file.Products.Select(product => product.Slug));
        var shirt = file.Products[0];
        Assert.Equal(("Harbour shirt", "Loom & Co", true, "Shirts"), (shirt.Title, shirt.Maker, shirt.Published, Assert.Single(shirt.Categories!)));
        Assert.Equal("### Linen\n\nWashed **twice**.\nSoft.\n\n- Blue\n- [Care](https://example.com/care)", shirt.Description);
        Assert.Equal([("S / Blue", "HS-S", 4), ("M / Blue", "HS-M", 0)], shirt.Sizes.Select(size => (size.Size, size.Sku!, size.Stock!.Count!.Value)));
        Assert.Equal(49_50, Assert.Single(shirt.Sizes[0].Prices).Minor);
        var mug = file.Products[1];
        Assert.Equal(("", false, (int?)null), (mug.Sizes[0].Size, mug.Published, mug.Sizes[0].Stock!.Count));
        Assert.Contains(file.Remarks, remark => remark.Contains("gift card"));
        Assert.Contains(file.Remarks, remark => remark.Contains("Pictures"));
    }

    [Fact]
    public void An_export_of_WooCommerce_s_is_read()
    {
        var file = Read(WooCommerce);

        Assert.Equal("An export of WooCommerce's", file.Format);
        Assert.Equal(["harbour-shirt", "a-mug", "a-mug-2"], file.Products.Select(product => product.Slug));
        var shirt = file.Products[0];
        Assert.Equal(["Shirts", "New"], shirt.Categories);
        Assert.Equal([("S", "HS-S", (int?)4), ("M", "HS-M", 0)], shirt.Sizes.Select(size => (size.Size, size.Sku!, size.Stock!.Count)));
        Assert.Equal(("Short.", false, "Back Room Records"), (file.Products[1].Description, file.Products[1].Published, file.Products[1].NewMaker));
        Assert.Null(file.Products[2].Sizes[0].Stock!.Count);
        Assert.Equal(3, file.Remarks.Count);
    }

    [Theory]
    [InlineData("16,variation,X,Lost,1,0,,,1,1,,5.00,,,id:99,Size,S", "Line 8, Parent: The product that this is a variation of is not in the file.")]
    [InlineData("16,bundle,X,Odd,1,0,,,1,1,,5.00,,,,,", "Line 8, Type: A type is simple")]
    [InlineData("16,simple,X,Odd,1,0,,,1,some,,5.00,,,,,", "Line 8, Stock: Write how many there are")]
    [InlineData("16,simple,X,Odd,1,0,,,1,1,,\"5,00\",,,,,", "Line 8, Regular price: Write an amount of USD such as 12.50.")]
    [InlineData("16,simple,X,,1,0,,,1,1,,5.00,,,,,", "Line 8, Name: A name is needed.")]
    public void What_cannot_be_meant_is_told_by_line_and_column(string line, string fault) =>
        Assert.StartsWith(fault, Assert.Single(Faults(WooCommerce + "\n" + line)));

    [Theory]
    [InlineData("name,price\nx,1", "Line 1: There is no column “address”")]
    [InlineData("address,colour\nx,red", "Line 1, colour: There is no such column.")]
    [InlineData("address,title", "no line but the first")]
    [InlineData("address,title\n,x", "Line 2, address: An address is needed")]
    [InlineData("address,title\nNight Trains,x", "Line 2, address: An address has small letters")]
    [InlineData("address,kind\nx,car", "Line 2, kind: A kind is one of album, book, good, membership.")]
    [InlineData("address,published\nx,perhaps", "Line 2, published: Write yes or no.")]
    [InlineData("address,year\nx,12", "Line 2, year: A year is a whole number from 1400 to 2,200.")]
    [InlineData("address,stock\nx,-1", "Line 2, stock: Write how many")]
    [InlineData("address,stock\nx,1.5", "Line 2, stock: Write how many")]
    [InlineData("address,price\nx,0.10", "Line 2, price: Less than $0.50 cannot be charged.")]
    [InlineData("address,price\nx,free", "Line 2, price: Write an amount")]
    [InlineData("address,title,size\nx,A,S\nx,B,M", "Line 3, title: Line 2 says something else of the same product.")]
    public void What_is_wrong_with_a_table_of_Till_s_is_told(string text, string fault) => Assert.Contains(fault, Assert.Single(Faults(text)));

    private static ImportFile Read(string text)
    {
        var (file, faults) = ProductTable.Read(Encoding.UTF8.GetBytes(text), Shelf.Goods, "Back Room Records", Currency.Parse("usd"));
        Assert.Empty(faults);
        return file!;
    }

    private static IEnumerable<string> Faults(string text)
    {
        var (file, faults) = ProductTable.Read(Encoding.UTF8.GetBytes(text), Shelf.Goods, "Back Room Records", Currency.Parse("usd"));
        Assert.Null(file);
        return faults.Select(fault => fault.ToString());
    }
}
