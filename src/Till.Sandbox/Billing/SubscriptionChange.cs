using System.Globalization;
using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>One change of what a subscription is made of and of when it is billed: found out first, then carried out.</summary>
internal sealed class SubscriptionChange
{
    private readonly Call _call;
    private readonly Unit _unit;
    private readonly Doc _subscription;
    private readonly Doc _given;
    private readonly List<Doc> _items;
    private readonly List<(Doc Item, Doc Price, long Quantity)> _changed = [];
    private readonly List<Doc> _removed = [];
    private readonly List<ItemTerms> _added = [];

    /// <summary>When it takes effect.</summary>
    private readonly long _at;

    /// <summary>A new period of all items begins.</summary>
    private readonly bool _anew;

    /// <summary>Finds out which items change, and whether a new period begins.</summary>
    public SubscriptionChange(Call call, Doc subscription, Doc given)
    {
        (_call, _unit, _subscription, _given) = (call, call.Unit, subscription, given);
        _items = SubscriptionItems.Of(_unit, subscription);
        // One that has run ahead of the clock is reckoned from where it has arrived.
        _at = given["proration_date"] as long? ?? Math.Max(_unit.Now, _items[0].Number("current_period_start"));
        if (_at < _items[0].Number("current_period_start") || _at > _items[0].Number("current_period_end"))
        {
            throw StripeError.Invalid("Cannot specify `proration_date` outside of the current billing period.", "proration_date");
        }
        var index = 0;
        foreach (var entry in Entries())
        {
            Read(entry as Doc ?? [], $"items[{(index++).ToString(CultureInfo.InvariantCulture)}]");
        }
        List<Doc> prices = [.. _items.Where(item => !_removed.Contains(item)).Select(PriceOf), .. _added.Select(terms => terms.Price)];
        if (prices.Count == 0)
        {
            throw StripeError.Invalid("A subscription must have at least one active plan. To end it, cancel it.", "items");
        }
        SubscriptionTerms.CheckTogether(prices, subscription.Text("currency")!);
        _anew = given["trial_end"] is not long && (SubscriptionTerms.AnchorsNow(call, given)
            || (IsTrialing ? given["trial_end"] is "now" : !Periods.Same(SubscriptionItems.Recurring(_items[0]), prices[0].Part("recurring")!)));
    }

    private bool IsTrialing => _subscription.Text("status") == "trialing";

    /// <summary>Gives back, changes, and charges.</summary>
    public void Carry()
    {
        var prorates = _given.Text("proration_behavior") != "none" && !IsTrialing;
        if (prorates)
        {
            var credited = _anew || _given["trial_end"] is long ? _items : [.. _changed.Select(change => change.Item), .. _removed];
            credited.ForEach(item => Proration.Credit(_unit, _subscription, item, _at));
        }
        var (start, end) = (_items[0].Number("current_period_start"), _items[0].Number("current_period_end"));
        foreach (var (item, price, quantity) in _changed)
        {
            SubscriptionItems.SetPrice(item, price);
            item["quantity"] = quantity;
            _unit.Changed(item);
        }
        foreach (var item in _removed)
        {
            item["deleted"] = true;
            _unit.Changed(item);
        }
        var added = _added.ConvertAll(terms => SubscriptionItems.Add(_unit, _subscription, terms, start, end));
        if (_given["trial_end"] is long trial)
        {
            Extend(trial);
        }
        else if (_anew)
        {
            BeginAnew();
        }
        else if (prorates)
        {
            _changed.ForEach(change => Proration.Charge(_unit, _subscription, change.Item, _at));
            added.ForEach(item => Proration.Charge(_unit, _subscription, item, _at));
        }
        var customer = _unit.Get(_subscription.Text("customer")!);
        foreach (var extra in SubscriptionTerms.Extras(_call, _given))
        {
            SubscriptionStart.AddExtra(_unit, _subscription, customer, extra, _unit.Now, _unit.Now);
        }
    }

    /// <summary>The draft that the change makes at once; null when what it costs waits for the next renewal.</summary>
    public Doc? Invoice()
    {
        var atOnce = _given.Text("proration_behavior") == "always_invoice" || _given.Items("add_invoice_items") is { Count: > 0 };
        if (!_anew && (!atOnce || Invoices.Pending(_unit, _subscription.Text("customer")!, _subscription.Id).Count == 0))
        {
            return null;
        }
        var invoice = Invoices.OfSubscription(_unit, _subscription, "subscription_update");
        Invoices.TakePending(_unit, invoice, _subscription.Id);
        foreach (var item in _anew ? SubscriptionItems.Of(_unit, _subscription) : [])
        {
            InvoiceLines.AddItem(_unit, invoice, item, (item.Number("current_period_start"), item.Number("current_period_end")), trial: false);
        }
        Invoices.Announce(_unit, _subscription, invoice);
        return invoice;
    }

    /// <summary>What is said of the items; older integrations say it of the subscription, when it has one only.</summary>
    private List<object?> Entries()
    {
        if (_given.Items("items") is { } entries || (!_given.Has("plan") && !_given.Has("quantity")))
        {
            return _given.Items("items") ?? [];
        }
        if (_items.Count > 1)
        {
            throw StripeError.Invalid("You cannot update a subscription with multiple plans using the `plan` or `quantity` parameters. Use `items` instead.", "items");
        }
        var only = new Doc(3) { ["id"] = _items[0].Id };
        Patch.Fields(only, _given, "plan", "quantity");
        return [only];
    }

    private void Read(Doc entry, string at)
    {
        if (entry.Text("id") is not { Length: > 0 } id)
        {
            _added.Add(SubscriptionTerms.Item(_call, entry, at));
            return;
        }
        var item = _items.Find(one => one.Id == id) ?? throw StripeError.Missing("subscription_item", id, at + "[id]");
        if (entry.Flag("deleted"))
        {
            _removed.Add(item);
            return;
        }
        Patch.Metadata(item, entry);
        if (entry.Has("tax_rates"))
        {
            item["_tax_rates"] = Taxes.Check(_unit, entry, "tax_rates", at + "[tax_rates]");
            item["tax_rates"] = Taxes.Shown(_unit, item.Items("_tax_rates"));
        }
        if (entry.Has("discounts"))
        {
            var of = new DiscountOf(_subscription.Id, item.Id, null, null);
            item["discounts"] = Discounts.Give(_unit, entry.Items("discounts"), _subscription.Text("customer"), of, at + "[discounts]");
        }
        _unit.Changed(item);
        var price = entry.Has("price") || entry.Has("plan") || entry.Has("price_data")
            ? SubscriptionTerms.Price(_call, entry, at, recurring: true)
            : item.Part("price")!;
        var quantity = entry.Has("quantity") ? SubscriptionTerms.Quantity(entry, at) : item.Number("quantity");
        SubscriptionItems.Cost(price, quantity, at + "[quantity]");
        if (price.Id != item.Part("price")!.Id || quantity != item.Number("quantity"))
        {
            _changed.Add((item, price, quantity));
        }
    }

    private Doc PriceOf(Doc item) => _changed.Find(change => change.Item == item).Price ?? item.Part("price")!;

    /// <summary>A new period of all items begins now, or a trial ends.</summary>
    private void BeginAnew()
    {
        _subscription["billing_cycle_anchor"] = _unit.Now;
        if (IsTrialing)
        {
            _subscription["status"] = "active";
            _subscription["trial_end"] = _unit.Now;
        }
        SetPeriod(_unit.Now, null);
    }

    /// <summary>A trial that is longer or shorter, or that begins now and interrupts what was paid.</summary>
    private void Extend(long trial)
    {
        if (trial <= _unit.Now)
        {
            throw StripeError.Invalid("Invalid timestamp: must be an integer Unix timestamp in the future.", "trial_end");
        }
        _subscription["trial_start"] ??= _unit.Now;
        _subscription["trial_end"] = trial;
        _subscription["billing_cycle_anchor"] = trial;
        _subscription["status"] = "trialing";
        SetPeriod(_unit.Now, trial);
        if (trial - _unit.Now <= 3 * Periods.Day)
        {
            _unit.Emit("customer.subscription.trial_will_end", _subscription);
        }
    }

    private void SetPeriod(long start, long? end)
    {
        foreach (var item in SubscriptionItems.Of(_unit, _subscription))
        {
            item["current_period_start"] = start;
            item["current_period_end"] = end ?? Periods.EndAfter(start, _subscription.Number("billing_cycle_anchor"), SubscriptionItems.Recurring(item));
            _unit.Changed(item);
        }
    }
}
