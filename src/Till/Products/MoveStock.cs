using Dapper;
using Till.Events;
using Till.Storage;

namespace Till.Products;

/// <summary>A line of the stock's history.</summary>
/// <param name="Before">Null: unlimited, as is <paramref name="After"/>.</param>
internal sealed record StockMove(
    Guid Id, Guid ProductId, Guid VariantId, string Size, string Reason, int? Before, int? After, string Note, string Actor, DateTimeOffset At);

/// <summary>Why stock changes by hand.</summary>
/// <param name="Step">1: so many come, -1: so many go, 0: so many there are.</param>
internal sealed record StockReason(string Value, string Name, int Step)
{
    public static StockReason Uncounted { get; } = new("uncounted", "No longer counted: there are always some", 0);

    /// <summary>Those that an owner can give, in the order of how often they do.</summary>
    public static IReadOnlyList<StockReason> All { get; } =
    [
        new("received", "Received: so many more", 1),
        new("counted", "Counted: so many there are", 0),
        new("returned", "Came back: so many more", 1),
        new("damaged", "Damaged: so many fewer", -1),
        new("lost", "Lost: so many fewer", -1),
        new("given", "Given away: so many fewer", -1),
        Uncounted,
    ];

    /// <summary>As the history tells it.</summary>
    public static string InWords(string reason) => reason switch
    {
        "opening" => "To begin with",
        "received" => "Received",
        "counted" => "Counted",
        "returned" => "Came back",
        "damaged" => "Damaged",
        "lost" => "Lost",
        "given" => "Given away",
        "uncounted" => "No longer counted",
        "sold" => "Sold",
        "held" => "In payment",
        _ => reason,
    };
}

/// <summary>Changes by hand how many there are of a thing, with a reason that stays on record.</summary>
internal sealed class MoveStock(ProductDesk desk)
{
    /// <param name="seen">How many there were when the owner looked. A count that was made before a sale is no count any more.</param>
    public Task<Edit> RunAsync(Guid id, Guid variantId, int? seen, StockReason reason, int? number, string note, Actor by, CancellationToken cancel) => desk.ChangeAsync(
        id,
        by,
        async change =>
        {
            var variant = await change.Db.QuerySingleOrDefaultAsync<Row>(
                $"SELECT id, size, stock, low_stock FROM variants WHERE id = @variantId AND product_id = @id {change.Transaction.ForUpdate}", new { variantId, id });
            if (variant is null)
            {
                return new Edit.Refused("Variant", "This size is not there any more. Load the page again.");
            }

            var (after, wrong) = Decide(variant.Stock, seen, reason, number);
            if (wrong is not null)
            {
                return wrong;
            }

            // What comes goes to those first who wait for it.
            var owed = reason.Step > 0 ? await BackOrders.ServeAsync(change.Transaction, variantId, after!.Value) : 0;
            after -= owed;
            note = owed == 0 ? note : $"{note}{(note.Length == 0 ? "" : ". ")}{number} came, {owed} of them for orders that waited";
            await change.Db.ExecuteAsync("UPDATE variants SET stock = @after WHERE id = @variantId", new { after, variantId });
            await ProductDesk.TouchAsync(change);
            await NoteAsync(
                change.Transaction,
                new StockMove(desk.NewId(change.Now), id, variantId, variant.Size, reason.Value, variant.Stock, after, note, by.Name, change.Now));
            var what = new Differences(change.Product.Title);
            what.Compare(variant.Size.Length == 0 ? "Stock" : $"Stock of {variant.Size}", Say(variant.Stock), Say(after));
            what.Note($"{StockReason.InWords(reason.Value)}{(note.Length == 0 ? "" : $": {note}")}");
            await desk.AuditAsync(change, Audit.ProductStocked, what);
            if (after <= variant.LowStock && !(variant.Stock <= variant.LowStock))
            {
                await ShopEvents.AddAsync(
                    change.Transaction, ShopEvents.StockLow, $"{variantId}:{change.Now.UtcTicks}", change.Now, ("product_id", id), ("variant_id", variantId));
            }

            return new Edit.Done(id);
        },
        cancel);

    /// <summary>Whether it is sold on when there are none left, and sent when there are some again.</summary>
    public Task<Edit> SellOnAsync(Guid id, bool sellsOn, Actor by, CancellationToken cancel) => desk.ChangeAsync(
        id,
        by,
        async change =>
        {
            if (change.Product.BackOrder != sellsOn)
            {
                await change.Db.ExecuteAsync("UPDATE products SET back_order = @sellsOn WHERE id = @id", new { id, sellsOn });
                await desk.DoneAsync(change, Audit.ProductStocked, sellsOn ? "Sold on when there are none left" : "Sold out when there are none left");
            }

            return new Edit.Done(id);
        },
        cancel);

    internal static Task NoteAsync(Transaction transaction, StockMove move) => transaction.Db.ExecuteAsync(
        """
        INSERT INTO stock_movements (id, product_id, variant_id, size, reason, before, after, note, actor, at)
        VALUES (@Id, @ProductId, @VariantId, @Size, @Reason, @Before, @After, @Note, @Actor, @At)
        """,
        move);

    private static (int? After, Edit? Wrong) Decide(int? stock, int? seen, StockReason reason, int? number)
    {
        if (reason == StockReason.Uncounted)
        {
            return (null, null);
        }

        if (reason.Step == 0)
        {
            return stock == seen
                ? (number, null)
                : (null, new Edit.Refused("Number", $"While you counted it went from {Say(seen)} to {Say(stock)}. Look again, and type what is there now."));
        }

        if (stock is not { } there)
        {
            return (null, new Edit.Refused("Reason", "This is not counted yet. Say first how many there are, with Counted."));
        }

        var after = there + (reason.Step * number!.Value);
        return after < 0 ? (null, new Edit.Refused("Number", $"There are {there}, so no more than {there} can go."))
            : after > ProductRules.MostStock ? (null, new Edit.Refused("Number", $"That makes {after:N0}; at most {ProductRules.MostStock:N0} are counted."))
            : (after, null);
    }

    private static string Say(int? stock) => stock?.ToString() ?? "not counted";

    private sealed record Row(Guid Id, string Size, int? Stock, int LowStock);
}
