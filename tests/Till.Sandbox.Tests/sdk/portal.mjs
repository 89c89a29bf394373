// Disputes, credit notes, the customer portal, and what belongs to customers, by Stripe's own SDK.
import assert from 'node:assert/strict';
import { address, check, refused, stripe } from './harness.mjs';

const pay = (card, more = {}) => stripe.paymentIntents.create({
  amount: 1999, currency: 'usd', confirm: true, payment_method: card, allowed_payment_method_types: ['card'], ...more,
});

check('disputes: list, retrieve, update and close', async () => {
  const intent = await pay('pm_card_createDispute');
  const { data: [dispute] } = await stripe.disputes.list({ payment_intent: intent.id });
  assert.equal(dispute.reason, 'fraudulent');
  assert.equal(dispute.balance_transactions[0].net, -1999 - 1500);
  const staged = await stripe.disputes.update(dispute.id, { evidence: { product_description: 'An album' }, submit: false });
  assert.equal(staged.status, 'needs_response');
  assert.equal(staged.evidence_details.has_evidence, true);
  const sent = await stripe.disputes.update(dispute.id, { metadata: { who: 'me' }, submit: true });
  assert.equal(sent.status, 'under_review');
  assert.equal((await stripe.disputes.close(dispute.id)).status, 'lost');
  await refused(stripe.disputes.close(dispute.id), 'StripeInvalidRequestError');
  const expanded = await stripe.disputes.retrieve(dispute.id, { expand: ['charge', 'payment_intent'] });
  assert.equal(expanded.charge.disputed, true);
  assert.equal(expanded.payment_intent.id, intent.id);
  await refused(stripe.refunds.create({ payment_intent: intent.id }), 'StripeInvalidRequestError', 'charge_disputed');
});
check('radar.earlyFraudWarnings: list and retrieve', async () => {
  const intent = await pay('pm_card_createIssuerFraudRecord');
  const { data: [warning] } = await stripe.radar.earlyFraudWarnings.list({ payment_intent: intent.id });
  assert.equal(warning.actionable, true);
  await stripe.refunds.create({ payment_intent: intent.id });
  assert.equal((await stripe.radar.earlyFraudWarnings.retrieve(warning.id)).actionable, false);
});
check('billingPortal.configurations: create, update, retrieve and list', async () => {
  const product = await stripe.products.create({ name: 'Membership' });
  const price = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 900, recurring: { interval: 'month' } });
  const made = await stripe.billingPortal.configurations.create({
    name: 'Members', default_return_url: 'https://shop.example/me',
    features: {
      invoice_history: { enabled: true },
      subscription_cancel: { enabled: true, cancellation_reason: { enabled: true, options: ['too_expensive', 'other'] } },
      subscription_update: { enabled: true, default_allowed_updates: ['price'], products: [{ product: product.id, prices: [price.id] }] },
    },
  });
  assert.equal(made.features.subscription_cancel.mode, 'at_period_end');
  assert.deepEqual(made.features.subscription_cancel.cancellation_reason.options, ['too_expensive', 'other']);
  assert.equal(made.features.customer_update.enabled, false);
  const changed = await stripe.billingPortal.configurations.update(made.id, { active: false, features: { invoice_history: { enabled: false } } });
  assert.equal(changed.features.invoice_history.enabled, false);
  assert.equal(changed.features.subscription_update.products[0].prices[0], price.id);
  assert.equal((await stripe.billingPortal.configurations.retrieve(made.id)).active, false);
  assert.ok((await stripe.billingPortal.configurations.list({ active: false })).data.some(one => one.id === made.id));
  await refused(stripe.billingPortal.configurations.create({ features: { subscription_update: { enabled: true, default_allowed_updates: ['price'], products: '' } } }),
    'StripeInvalidRequestError', 'parameter_missing');
});
check('billingPortal.sessions.create', async () => {
  const customer = await stripe.customers.create({ email: 'member@example.org' });
  const session = await stripe.billingPortal.sessions.create({
    customer: customer.id, return_url: 'https://shop.example/me', expand: ['configuration'],
    flow_data: { type: 'payment_method_update', after_completion: { type: 'redirect', redirect: { return_url: 'https://shop.example/thanks' } } },
  });
  assert.equal(session.configuration.is_default, true);
  assert.equal(session.flow.after_completion.redirect.return_url, 'https://shop.example/thanks');
  assert.ok(session.url.startsWith(`${address}/p/session/`));
  await refused(stripe.billingPortal.sessions.create({ customer: 'cus_nobody' }), 'StripeInvalidRequestError', 'resource_missing');
});
check('customers: tax ids', async () => {
  const customer = await stripe.customers.create({ tax_id_data: [{ type: 'eu_vat', value: 'DE000000000' }], expand: ['tax_ids'] });
  assert.equal(customer.tax_ids.data[0].country, 'DE');
  const made = await stripe.customers.createTaxId(customer.id, { type: 'us_ein', value: '12-3456789' });
  assert.equal((await stripe.customers.listTaxIds(customer.id)).data.length, 2);
  assert.equal((await stripe.customers.retrieveTaxId(customer.id, customer.tax_ids.data[0].id)).verification.status, 'verified');
  assert.equal((await stripe.customers.deleteTaxId(customer.id, made.id)).deleted, true);
  await refused(stripe.customers.retrieveTaxId(customer.id, made.id), 'StripeInvalidRequestError', 'resource_missing');
  await refused(stripe.customers.createTaxId(customer.id, { type: 'eu_vat', value: 'nonsense!' }), 'StripeInvalidRequestError', 'tax_id_invalid');
});
check('customers: balance transactions', async () => {
  const customer = await stripe.customers.create({ balance: -300 });
  const made = await stripe.customers.createBalanceTransaction(customer.id, { amount: -500, currency: 'usd', description: 'Sorry' });
  assert.equal(made.ending_balance, -800);
  assert.equal((await stripe.customers.retrieve(customer.id)).balance, -800);
  assert.equal((await stripe.customers.updateBalanceTransaction(customer.id, made.id, { metadata: { why: 'late' } })).metadata.why, 'late');
  assert.equal((await stripe.customers.retrieveBalanceTransaction(customer.id, made.id)).description, 'Sorry');
  assert.deepEqual((await stripe.customers.listBalanceTransactions(customer.id)).data.map(one => one.amount), [-500, -300]);
  await refused(stripe.customers.createBalanceTransaction(customer.id, { amount: 1, currency: 'eur' }), 'StripeInvalidRequestError');
});
check('customers: cards from before payment methods', async () => {
  const customer = await stripe.customers.create({ source: 'tok_visa', expand: ['default_source'] });
  assert.equal(customer.default_source.object, 'card');
  const second = await stripe.customers.createSource(customer.id, { source: 'tok_mastercard' });
  assert.equal(second.brand, 'MasterCard');
  assert.equal((await stripe.customers.updateSource(customer.id, second.id, { name: 'Ada' })).name, 'Ada');
  assert.equal((await stripe.customers.listSources(customer.id)).data.length, 2);
  assert.equal((await stripe.customers.deleteSource(customer.id, customer.default_source.id)).deleted, true);
  assert.equal((await stripe.customers.retrieve(customer.id)).default_source, second.id);
  assert.equal((await pay(second.id, { customer: customer.id })).status, 'succeeded');
});
check('creditNotes: create, preview, retrieve, update, list, lines and void', async () => {
  const customer = await stripe.customers.create({ email: 'billed@example.org' });
  await stripe.invoiceItems.create({ customer: customer.id, amount: 4200, currency: 'usd', description: 'Work' });
  const draft = await stripe.invoices.create({ customer: customer.id, pending_invoice_items_behavior: 'include' });
  const invoice = await stripe.invoices.finalizeInvoice(draft.id);
  const lines = [{ type: 'invoice_line_item', invoice_line_item: invoice.lines.data[0].id, amount: 1000 }];
  assert.equal((await stripe.creditNotes.preview({ invoice: invoice.id, lines })).total, 1000);
  assert.equal((await stripe.creditNotes.listPreviewLineItems({ invoice: invoice.id, lines })).data[0].amount, 1000);
  const note = await stripe.creditNotes.create({ invoice: invoice.id, lines, memo: 'Sorry', expand: ['customer', 'invoice'] });
  assert.equal(note.invoice.amount_due, 3200);
  assert.equal(note.customer.id, customer.id);
  assert.equal((await stripe.creditNotes.update(note.id, { metadata: { why: 'late' } })).metadata.why, 'late');
  assert.equal((await stripe.creditNotes.retrieve(note.id)).memo, 'Sorry');
  assert.deepEqual((await stripe.creditNotes.list({ invoice: invoice.id })).data.map(one => one.id), [note.id]);
  assert.equal((await stripe.creditNotes.listLineItems(note.id)).data[0].invoice_line_item, invoice.lines.data[0].id);
  assert.equal((await stripe.creditNotes.voidCreditNote(note.id)).status, 'void');
  assert.equal((await stripe.invoices.retrieve(invoice.id)).amount_due, 4200);
});
