// Subscriptions, invoices and test clocks, by Stripe's own SDK.
import assert from 'node:assert/strict';
import { check, complete, refused, stripe } from './harness.mjs';

const start = 1767225600; // 1 January 2026
const day = 86400;
const monthly = (more = {}) => stripe.prices.create({
  currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' }, product_data: { name: 'Membership' }, ...more,
});
const member = async (card = 'pm_card_visa') => {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  const customer = await stripe.customers.create({ email: 'member@example.org', test_clock: clock.id });
  if (card) {
    const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
  }
  return { clock, customer, price: await monthly() };
};
const advance = async (clock, to) => {
  await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: to });
  let ready;
  do ready = await stripe.testHelpers.testClocks.retrieve(clock.id); while (ready.status === 'advancing');
  assert.equal(ready.status, 'ready');
};
const subscribe = ({ customer, price }, more = {}) =>
  stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }], ...more });

check('subscriptions: create, retrieve, update, list, search and cancel', async () => {
  const club = await member();
  const made = await subscribe(club, { metadata: { seat: '7' }, expand: ['latest_invoice.payments', 'latest_invoice.confirmation_secret'] });
  assert.equal(made.status, 'active');
  assert.equal(made.latest_invoice.payments.data[0].status, 'paid');
  assert.equal(made.items.data[0].current_period_start, start);
  assert.equal((await stripe.subscriptions.retrieve(made.id)).latest_invoice, made.latest_invoice.id);
  const leaving = await stripe.subscriptions.update(made.id, { cancel_at_period_end: true });
  assert.equal(leaving.cancel_at, made.items.data[0].current_period_end);
  assert.equal((await stripe.subscriptions.update(made.id, { cancel_at_period_end: false })).cancel_at, null);
  assert.deepEqual((await stripe.subscriptions.list({ customer: club.customer.id, price: club.price.id })).data.map(s => s.id), [made.id]);
  assert.equal((await stripe.subscriptions.search({ query: "status:'active' AND metadata['seat']:'7'" })).data.some(s => s.id === made.id), true);
  const gone = await stripe.subscriptions.cancel(made.id, { cancellation_details: { comment: 'Moved', feedback: 'unused' } });
  assert.equal(gone.status, 'canceled');
  assert.equal(gone.cancellation_details.comment, 'Moved');
  assert.equal((await stripe.subscriptions.list({ customer: club.customer.id })).data.length, 0);
});
check('subscriptions: a client secret pays the first invoice', async () => {
  const club = await member('');
  const made = await subscribe(club, { payment_behavior: 'default_incomplete', expand: ['latest_invoice.confirmation_secret'] });
  assert.equal(made.status, 'incomplete');
  const [intent] = made.latest_invoice.confirmation_secret.client_secret.split('_secret_');
  await stripe.paymentIntents.confirm(intent, { payment_method: 'pm_card_visa', return_url: 'http://shop.test/done' });
  assert.equal((await stripe.subscriptions.retrieve(made.id)).status, 'active');
});
check('subscriptions: pause and resume', async () => {
  const made = await subscribe(await member());
  const paused = await stripe.subscriptions.pause(made.id);
  assert.equal(paused.status, 'paused');
  assert.equal(paused.status_details.paused.subscription.type, 'pause_requested');
  assert.equal((await stripe.subscriptions.resume(made.id)).status, 'active');
});
check('subscriptions: refusals', async () => {
  const club = await member('');
  const error = await refused(subscribe(club), 'StripeInvalidRequestError', 'resource_missing');
  assert.equal(error.statusCode, 400);
  await refused(stripe.subscriptions.retrieve('sub_none'), 'StripeInvalidRequestError', 'resource_missing');
  await refused(stripe.subscriptions.create({ customer: club.customer.id, items: [] }), 'StripeInvalidRequestError', 'parameter_missing');
  const broke = await member('pm_card_chargeCustomerFail');
  await refused(subscribe(broke, { payment_behavior: 'error_if_incomplete' }), 'StripeCardError', 'card_declined');
});
check('subscriptions: deleteDiscount', async () => {
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'forever' });
  const made = await subscribe(await member(), { discounts: [{ coupon: coupon.id }], expand: ['discounts', 'latest_invoice'] });
  assert.equal(made.discounts[0].source.coupon, coupon.id);
  assert.equal(made.latest_invoice.total, 1350);
  await stripe.subscriptions.deleteDiscount(made.id);
  assert.deepEqual((await stripe.subscriptions.retrieve(made.id)).discounts, []);
});
check('subscriptionItems: create, retrieve, update, list, del', async () => {
  const made = await subscribe(await member());
  const other = await monthly({ unit_amount: 500 });
  const item = await stripe.subscriptionItems.create({ subscription: made.id, price: other.id, quantity: 2 });
  assert.equal((await stripe.subscriptionItems.retrieve(item.id)).price.id, other.id);
  assert.equal((await stripe.subscriptionItems.update(item.id, { quantity: 3 })).quantity, 3);
  assert.equal((await stripe.subscriptionItems.list({ subscription: made.id })).data.length, 2);
  assert.equal((await stripe.subscriptionItems.del(item.id)).deleted, true);
  assert.equal((await stripe.subscriptions.retrieve(made.id)).items.data.length, 1);
});
check('invoices: create, lines, finalizeInvoice, pay, list and search', async () => {
  const { customer } = await member();
  const draft = await stripe.invoices.create({ customer: customer.id, metadata: { order: 'i7' }, description: 'Thanks' });
  await stripe.invoiceItems.create({ customer: customer.id, invoice: draft.id, amount: 700, currency: 'usd', description: 'Badge' });
  const added = await stripe.invoices.addLines(draft.id, { lines: [{ amount: 300, description: 'Pin' }] });
  assert.equal(added.total, 1000);
  const lines = await stripe.invoices.listLineItems(draft.id);
  assert.deepEqual(lines.data.map(line => line.description), ['Badge', 'Pin']);
  await stripe.invoices.updateLineItem(draft.id, lines.data[1].id, { amount: 400 });
  const changed = await stripe.invoices.updateLines(draft.id, { lines: [{ id: lines.data[0].id, description: 'Patch' }] });
  assert.equal(changed.total, 1100);
  assert.equal((await stripe.invoices.removeLines(draft.id, { lines: [{ id: lines.data[1].id, behavior: 'delete' }] })).total, 700);
  assert.equal((await stripe.invoices.update(draft.id, { footer: 'Bye' })).footer, 'Bye');
  const open = await stripe.invoices.finalizeInvoice(draft.id);
  assert.equal(open.status, 'open');
  assert.match(open.number, /-0001$/);
  const paid = await stripe.invoices.pay(draft.id, { expand: ['payments'] });
  assert.equal(paid.status, 'paid');
  assert.equal((await stripe.invoices.retrieve(draft.id)).amount_paid, 700);
  assert.equal((await stripe.invoices.list({ customer: customer.id })).data.length, 1);
  assert.equal((await stripe.invoices.search({ query: "metadata['order']:'i7'" })).data.some(one => one.id === draft.id), true);
  const payment = await stripe.invoicePayments.retrieve(paid.payments.data[0].id);
  assert.equal(payment.amount_paid, 700);
  assert.equal((await stripe.invoicePayments.list({ invoice: draft.id })).data[0].id, payment.id);
  const refund = await stripe.refunds.create({ payment_intent: payment.payment.payment_intent });
  assert.equal(refund.status, 'succeeded');
});
check('invoices: voidInvoice, markUncollectible, sendInvoice, attachPayment and del', async () => {
  const { customer } = await member();
  const bill = async (more = {}) => {
    const draft = await stripe.invoices.create({ customer: customer.id, ...more });
    await stripe.invoiceItems.create({ customer: customer.id, invoice: draft.id, amount: 900, currency: 'usd' });
    return draft.id;
  };
  const [voided, lost, sent, elsewhere, dropped] = [await bill(), await bill(), await bill({ collection_method: 'send_invoice', days_until_due: 5 }), await bill(), await bill()];
  await stripe.invoices.finalizeInvoice(voided);
  assert.equal((await stripe.invoices.voidInvoice(voided)).status, 'void');
  await stripe.invoices.finalizeInvoice(lost);
  assert.equal((await stripe.invoices.markUncollectible(lost)).status, 'uncollectible');
  assert.equal((await stripe.invoices.sendInvoice(sent)).due_date, start + 5 * day);
  await stripe.invoices.finalizeInvoice(elsewhere);
  const intent = await stripe.paymentIntents.create({
    amount: 900, currency: 'usd', customer: customer.id, payment_method: 'pm_card_visa', allowed_payment_method_types: ['card'], confirm: true,
  });
  assert.equal((await stripe.invoices.attachPayment(elsewhere, { payment_intent: intent.id })).status, 'paid');
  assert.equal((await stripe.invoices.del(dropped)).deleted, true);
});
check('invoices: createPreview', async () => {
  const club = await member();
  const made = await subscribe(club);
  assert.equal((await stripe.invoices.createPreview({ subscription: made.id })).amount_due, 1500);
  const change = { items: [{ id: made.items.data[0].id, quantity: 2 }], proration_behavior: 'always_invoice', proration_date: start };
  const preview = await stripe.invoices.createPreview({ customer: club.customer.id, subscription: made.id, subscription_details: change });
  assert.deepEqual(preview.lines.data.map(line => line.amount), [-1500, 3000]);
  assert.equal((await stripe.invoices.list({ customer: club.customer.id })).data.length, 1);
  await refused(stripe.invoices.createPreview({ customer: (await member()).customer.id }), 'StripeInvalidRequestError', 'invoice_upcoming_none');
});
check('invoiceItems: create, retrieve, update, list, del', async () => {
  const { customer } = await member();
  const price = await stripe.prices.create({ currency: 'usd', unit_amount: 250, product_data: { name: 'Badge' } });
  const item = await stripe.invoiceItems.create({ customer: customer.id, pricing: { price: price.id }, quantity: 3 });
  assert.equal(item.amount, 750);
  assert.equal((await stripe.invoiceItems.retrieve(item.id)).pricing.price_details.price, price.id);
  assert.equal((await stripe.invoiceItems.update(item.id, { quantity: 4 })).amount, 1000);
  assert.equal((await stripe.invoiceItems.list({ customer: customer.id, pending: true })).data.length, 1);
  assert.equal((await stripe.invoiceItems.del(item.id)).deleted, true);
});
check('customers: createBalanceTransaction, retrieve, update, list', async () => {
  const club = await member();
  const credit = await stripe.customers.createBalanceTransaction(club.customer.id, { amount: -500, currency: 'usd', description: 'Sorry' });
  assert.equal(credit.ending_balance, -500);
  const made = await subscribe(club, { expand: ['latest_invoice'] });
  assert.equal(made.latest_invoice.amount_paid, 1000);
  assert.equal((await stripe.customers.retrieve(club.customer.id)).balance, 0);
  assert.deepEqual((await stripe.customers.listBalanceTransactions(club.customer.id)).data.map(move => move.type), ['applied_to_invoice', 'adjustment']);
  await stripe.customers.updateBalanceTransaction(club.customer.id, credit.id, { metadata: { a: 'b' } });
  assert.equal((await stripe.customers.retrieveBalanceTransaction(club.customer.id, credit.id)).metadata.a, 'b');
});
check('plans: create, retrieve, update, list, del', async () => {
  const plan = await stripe.plans.create({ id: `plan${Date.now()}`, amount: 900, currency: 'usd', interval: 'year', product: { name: 'Archive' } });
  assert.equal((await stripe.prices.retrieve(plan.id)).recurring.interval, 'year');
  assert.equal((await stripe.plans.update(plan.id, { nickname: 'Old' })).nickname, 'Old');
  assert.equal((await stripe.plans.list({ active: true })).data.some(one => one.id === plan.id), true);
  assert.equal((await stripe.plans.retrieve(plan.id)).amount, 900);
  assert.equal((await stripe.plans.del(plan.id)).deleted, true);
});
check('testClocks: create, advance, list, del', async () => {
  const club = await member();
  const made = await subscribe(club);
  await advance(club.clock, start + 32 * day);
  assert.equal((await stripe.invoices.list({ subscription: made.id, status: 'paid' })).data.length, 2);
  assert.equal((await stripe.testHelpers.testClocks.list()).data.some(one => one.id === club.clock.id), true);
  assert.equal((await stripe.testHelpers.testClocks.del(club.clock.id)).deleted, true);
});
check('checkout.sessions: mode subscription', async () => {
  const { customer, price } = await member('');
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription', customer: customer.id, success_url: 'http://shop.test/done', line_items: [{ price: price.id, quantity: 1 }],
    subscription_data: { metadata: { seat: '9' } },
  });
  const declined = await complete(session, 'pm_card_visa_chargeDeclined').catch(error => error);
  assert.equal(declined.type, 'StripeCardError');
  await complete(session);
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription', 'invoice'] });
  assert.equal(done.payment_status, 'paid');
  assert.equal(done.subscription.metadata.seat, '9');
  assert.equal(done.invoice.status, 'paid');
  const happened = await stripe.events.list({ type: 'customer.subscription.created' });
  assert.equal(happened.data.some(one => one.data.object.id === done.subscription.id), true);
});
