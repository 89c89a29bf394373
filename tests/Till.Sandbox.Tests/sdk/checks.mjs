// Drives a sandbox with Stripe's own SDK. Each check prints one line of JSON: its name, and the error if it failed.
// Usage: node checks.mjs ADDRESS SECRET_KEY PUBLISHABLE_KEY
import assert from 'node:assert/strict';
import Stripe from 'stripe';
import './billing.mjs';
import './portal.mjs';
import { address, check, complete, customerWithCard, deliveries, hook, options, pay, publishableKey, refused, run, secretKey, sell, stripe, until } from './harness.mjs';

check('customers.create', async () => {
  const customer = await stripe.customers.create({
    email: 'a@b.c', name: 'Ada', metadata: { order: '7' }, address: { line1: 'One Road', city: 'Leeds', country: 'GB' },
    shipping: { name: 'Ada', address: { line1: 'Two Road' } }, preferred_locales: ['en', 'fr'],
  });
  assert.match(customer.id, /^cus_/);
  assert.equal(customer.address.postal_code, null);
  assert.equal(customer.shipping.address.line1, 'Two Road');
  assert.deepEqual(customer.preferred_locales, ['en', 'fr']);
  assert.ok(customer.lastResponse.requestId.startsWith('req_'));
  assert.equal(customer.lastResponse.apiVersion, '2026-10-28.endive');
});
check('customers.retrieve', async () => {
  const { id } = await stripe.customers.create({ name: 'Ada' });
  assert.equal((await stripe.customers.retrieve(id)).name, 'Ada');
  const error = await refused(stripe.customers.retrieve('cus_none'), 'StripeInvalidRequestError', 'resource_missing');
  assert.equal(error.statusCode, 404);
});
check('customers.update', async () => {
  const { id } = await stripe.customers.create({ name: 'Ada', metadata: { a: '1', b: '2' } });
  const changed = await stripe.customers.update(id, { name: 'Eve', metadata: { a: '' } });
  assert.equal(changed.name, 'Eve');
  assert.deepEqual(changed.metadata, { b: '2' });
});
check('customers.del', async () => {
  const { id } = await stripe.customers.create();
  assert.equal((await stripe.customers.del(id)).deleted, true);
  assert.equal((await stripe.customers.retrieve(id)).deleted, true);
});
check('customers.list and its pages by themselves', async () => {
  const email = `pages${Date.now()}@example.org`;
  for (let i = 0; i < 7; i++) await stripe.customers.create({ email, name: `c${i}` });
  const names = [];
  for await (const customer of stripe.customers.list({ email, limit: 3 })) names.push(customer.name);
  assert.deepEqual(names, ['c6', 'c5', 'c4', 'c3', 'c2', 'c1', 'c0']);
  const one = await stripe.customers.list({ email, limit: 3 });
  assert.equal(one.has_more, true);
});
check('customers.listPaymentMethods', async () => {
  const { customer, method } = await customerWithCard();
  const list = await stripe.customers.listPaymentMethods(customer.id, { type: 'card' });
  assert.deepEqual(list.data.map(m => m.id), [method.id]);
});
check('customers.retrievePaymentMethod', async () => {
  const { customer, method } = await customerWithCard();
  assert.equal((await stripe.customers.retrievePaymentMethod(customer.id, method.id)).card.last4, '4242');
});
check('customers.search', async () => {
  const email = `search${Date.now()}@example.org`;
  const { id } = await stripe.customers.create({ email, metadata: { colour: 'red' } });
  const found = await stripe.customers.search({ query: `email:'${email}' AND metadata['colour']:'red'` });
  assert.deepEqual(found.data.map(c => c.id), [id]);
  assert.equal((await stripe.customers.search({ query: `email:'${email}' AND metadata['colour']:'blue'` })).data.length, 0);
});

check('paymentMethods.create, attach, list and detach', async () => {
  const made = await stripe.paymentMethods.create({
    type: 'card', card: { number: '5555 5555 5555 4444', exp_month: 12, exp_year: 2034, cvc: '123' }, billing_details: { name: 'Ada' },
  });
  assert.equal(made.card.brand, 'mastercard');
  const customer = await stripe.customers.create();
  await stripe.paymentMethods.attach(made.id, { customer: customer.id });
  assert.equal((await stripe.paymentMethods.list({ customer: customer.id })).data.length, 1);
  assert.equal((await stripe.paymentMethods.detach(made.id)).customer, null);
  await refused(stripe.paymentMethods.attach(made.id, { customer: customer.id }), 'StripeInvalidRequestError');
});
check('A card that issuers decline cannot be attached', async () => {
  const customer = await stripe.customers.create();
  await refused(stripe.paymentMethods.attach('pm_card_chargeDeclined', { customer: customer.id }), 'StripeCardError', 'card_declined');
});

check('paymentIntents.create', async () => {
  const intent = await stripe.paymentIntents.create({ amount: 1999, currency: 'usd', automatic_payment_methods: { enabled: true } });
  assert.equal(intent.status, 'requires_payment_method');
  assert.equal(intent.amount, 1999);
  assert.match(intent.client_secret, /^pi_\w+_secret_\w+$/);
});
check('paymentIntents.create with confirm, expanded', async () => {
  const intent = await pay({ expand: ['latest_charge.balance_transaction'] });
  assert.equal(intent.status, 'succeeded');
  assert.equal(intent.latest_charge.paid, true);
  const charge = await stripe.charges.retrieve(intent.latest_charge.id, { expand: ['balance_transaction'] });
  assert.equal(charge.balance_transaction.net, 1999 - 88);
});
check('paymentIntents.retrieve', async () => {
  const { id } = await pay();
  assert.equal((await stripe.paymentIntents.retrieve(id)).status, 'succeeded');
});
check('paymentIntents.update', async () => {
  const { id } = await stripe.paymentIntents.create({ amount: 1999, currency: 'usd' });
  const changed = await stripe.paymentIntents.update(id, { amount: 2999, metadata: { order: '9' } });
  assert.equal(changed.amount, 2999);
  assert.equal(changed.metadata.order, '9');
  const paid = await pay();
  await refused(stripe.paymentIntents.update(paid.id, { amount: 1 }), 'StripeInvalidRequestError', 'payment_intent_unexpected_state');
});
check('paymentIntents.confirm', async () => {
  const { id } = await stripe.paymentIntents.create({ amount: 1999, currency: 'usd' });
  const paid = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa', return_url: 'http://shop.test/back' });
  assert.equal(paid.status, 'succeeded');
  await refused(stripe.paymentIntents.confirm(id), 'StripeInvalidRequestError', 'payment_intent_unexpected_state');
});
check('paymentIntents.confirm by a browser with the client secret', async () => {
  const made = await stripe.paymentIntents.create({ amount: 1999, currency: 'usd', metadata: { secret: 'x' } });
  const browser = new Stripe(publishableKey, options);
  const paid = await browser.paymentIntents.confirm(made.id, { client_secret: made.client_secret, payment_method: 'pm_card_visa' });
  assert.equal(paid.status, 'succeeded');
  assert.equal(paid.metadata, undefined);
  await refused(browser.paymentIntents.capture(made.id), 'StripeAuthenticationError');
});
check('paymentIntents.confirm that asks the card holder', async () => {
  const asked = await pay({ payment_method: 'pm_card_authenticationRequired', return_url: 'http://shop.test/back' });
  assert.equal(asked.status, 'requires_action');
  assert.equal(asked.next_action.redirect_to_url.return_url, 'http://shop.test/back');
  const bySdk = await pay({ payment_method: 'pm_card_authenticationRequired', use_stripe_sdk: true });
  assert.equal(bySdk.next_action.type, 'use_stripe_sdk');
});
check('paymentIntents.capture', async () => {
  const held = await pay({ capture_method: 'manual' });
  assert.equal(held.status, 'requires_capture');
  const captured = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 1000 });
  assert.equal(captured.amount_received, 1000);
});
check('paymentIntents.cancel', async () => {
  const { id } = await stripe.paymentIntents.create({ amount: 1999, currency: 'usd' });
  const cancelled = await stripe.paymentIntents.cancel(id, { cancellation_reason: 'abandoned' });
  assert.equal(cancelled.status, 'canceled');
  assert.equal(cancelled.cancellation_reason, 'abandoned');
  await refused(stripe.paymentIntents.cancel(id), 'StripeInvalidRequestError', 'payment_intent_unexpected_state');
});
check('paymentIntents.list', async () => {
  const { customer, method } = await customerWithCard();
  const made = await pay({ customer: customer.id, payment_method: method.id });
  const list = await stripe.paymentIntents.list({ customer: customer.id, expand: ['data.customer'] });
  assert.deepEqual(list.data.map(i => i.id), [made.id]);
  assert.equal(list.data[0].customer.email, 'sdk@example.org');
});
check('paymentIntents.search', async () => {
  const order = `o${Date.now()}`;
  const made = await pay({ metadata: { order } });
  const found = await stripe.paymentIntents.search({ query: `metadata['order']:'${order}' AND status:'succeeded' AND amount>1000` });
  assert.deepEqual(found.data.map(i => i.id), [made.id]);
});

for (const [card, code, decline] of [
  ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['pm_card_chargeDeclinedExpiredCard', 'expired_card', undefined],
  ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', undefined],
  ['pm_card_chargeDeclinedProcessingError', 'processing_error', undefined],
]) {
  check(`A card error by type: ${card}`, async () => {
    const error = await refused(pay({ payment_method: card }), 'StripeCardError', code);
    assert.equal(error.statusCode, 402);
    assert.equal(error.raw.decline_code, decline);
    assert.equal(error.payment_intent.status, 'requires_payment_method');
    assert.equal(error.payment_intent.last_payment_error.code, code);
    assert.match(error.charge, /^ch_/);
  });
}
check('Errors by type: unknown parameter, wrong key', async () => {
  const error = await refused(stripe.customers.create({ nonsense: 1 }), 'StripeInvalidRequestError', 'parameter_unknown');
  assert.equal(error.param, 'nonsense');
  assert.match(error.requestId, /^req_/);
  await refused(new Stripe('sk_live_1234567890abcd', options).customers.list(), 'StripeAuthenticationError');
});
check('Idempotency: the same key replays, other parameters are refused', async () => {
  const idempotencyKey = `key-${Date.now()}`;
  const first = await stripe.customers.create({ name: 'Ada' }, { idempotencyKey });
  const again = await stripe.customers.create({ name: 'Ada' }, { idempotencyKey });
  assert.equal(again.id, first.id);
  assert.equal(again.lastResponse.headers['idempotent-replayed'], 'true');
  assert.equal(again.lastResponse.headers['original-request'], first.lastResponse.requestId);
  await refused(stripe.customers.create({ name: 'Eve' }, { idempotencyKey }), 'StripeIdempotencyError');
});
check('The SDK retries a lost reply and a conflict by itself, and makes one object', async () => {
  const patient = new Stripe(secretKey, { ...options, maxNetworkRetries: 2 });
  const fault = body => fetch(`${address}/_sandbox/faults`, {
    method: 'POST', headers: { authorization: `Bearer ${secretKey}` }, body: JSON.stringify(body),
  });
  const email = `retry${Date.now()}@example.org`;
  await fault({ requests: [{ do: 'lose_reply', method: 'POST', path: '/v1/customers' }] });
  await patient.customers.create({ email });
  await fault({ requests: [{ do: 'refuse', status: 409, method: 'POST', path: '/v1/customers' }] });
  await patient.customers.create({ email });
  assert.equal((await stripe.customers.list({ email })).data.length, 2);
});

check('charges.retrieve', async () => {
  const { latest_charge: id } = await pay({ description: 'Purchase album: X' });
  const charge = await stripe.charges.retrieve(id, { expand: ['payment_intent', 'refunds'] });
  assert.equal(charge.description, 'Purchase album: X');
  assert.equal(charge.payment_method_details.card.last4, '4242');
  assert.deepEqual(charge.refunds.data, []);
});
check('charges.create with a token', async () => {
  const charge = await stripe.charges.create({ amount: 999, currency: 'usd', source: 'tok_visa', description: 'By token' });
  assert.equal(charge.paid, true);
  assert.equal(charge.payment_intent, null);
  await refused(stripe.charges.create({ amount: 999, currency: 'usd', source: 'tok_chargeDeclined' }), 'StripeCardError', 'card_declined');
});
check('charges.update', async () => {
  const { latest_charge: id } = await pay();
  assert.equal((await stripe.charges.update(id, { description: 'Later', metadata: { a: 'b' } })).description, 'Later');
});
check('charges.capture', async () => {
  const { latest_charge: id } = await pay({ capture_method: 'manual' });
  assert.equal((await stripe.charges.capture(id)).captured, true);
});
check('charges.list', async () => {
  const intent = await pay();
  const list = await stripe.charges.list({ payment_intent: intent.id });
  assert.deepEqual(list.data.map(c => c.id), [intent.latest_charge]);
});
check('charges.search', async () => {
  const order = `c${Date.now()}`;
  const made = await pay({ metadata: { order } });
  const found = await stripe.charges.search({ query: `metadata['order']:'${order}'` });
  assert.deepEqual(found.data.map(c => c.id), [made.latest_charge]);
});

check('refunds.create in parts, and never above the charge', async () => {
  const intent = await pay();
  const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 1000, reason: 'requested_by_customer' });
  assert.equal(refund.status, 'succeeded');
  await refused(stripe.refunds.create({ charge: intent.latest_charge, amount: 1000 }), 'StripeInvalidRequestError');
  assert.equal((await stripe.refunds.create({ charge: intent.latest_charge })).amount, 999);
});
check('refunds.retrieve', async () => {
  const { id } = await stripe.refunds.create({ payment_intent: (await pay()).id });
  const refund = await stripe.refunds.retrieve(id, { expand: ['charge', 'balance_transaction'] });
  assert.equal(refund.charge.refunded, true);
  assert.equal(refund.balance_transaction.amount, -1999);
});
check('refunds.update', async () => {
  const { id } = await stripe.refunds.create({ payment_intent: (await pay()).id });
  assert.equal((await stripe.refunds.update(id, { metadata: { why: 'late' } })).metadata.why, 'late');
});
check('refunds.list', async () => {
  const intent = await pay();
  const { id } = await stripe.refunds.create({ payment_intent: intent.id });
  assert.deepEqual((await stripe.refunds.list({ payment_intent: intent.id })).data.map(r => r.id), [id]);
});
check('refunds.cancel', async () => {
  const { id } = await stripe.refunds.create({ payment_intent: (await pay()).id });
  await refused(stripe.refunds.cancel(id), 'StripeInvalidRequestError');
});

check('balance.retrieve', async () => {
  const before = (await stripe.balance.retrieve()).pending[0].amount;
  await pay();
  assert.equal((await stripe.balance.retrieve()).pending[0].amount, before + 1999 - 88);
});
check('payouts.create, retrieve, list, cancel', async () => {
  const payment = await pay({ amount: 50000000, payment_method: 'pm_card_bypassPending' }); // others are refunded beside it
  assert.equal(payment.status, 'succeeded');
  const payout = await stripe.payouts.create({ amount: 100, currency: 'usd' });
  assert.match(payout.id, /^po_/);
  assert.equal((await stripe.payouts.retrieve(payout.id)).amount, 100);
  assert.equal((await stripe.payouts.list({ limit: 1 })).data[0].id, payout.id);
  assert.equal((await stripe.payouts.cancel(payout.id)).status, 'canceled');
});
check('balanceTransactions.list', async () => {
  const { latest_charge: source } = await pay();
  const list = await stripe.balanceTransactions.list({ source, expand: ['data.source'] });
  assert.equal(list.data.length, 1);
  assert.equal(list.data[0].source.id, source);
});
check('balanceTransactions.retrieve', async () => {
  const { latest_charge: source } = await pay();
  const { id } = (await stripe.balanceTransactions.list({ source })).data[0];
  const transaction = await stripe.balanceTransactions.retrieve(id);
  assert.deepEqual([transaction.amount, transaction.fee, transaction.net], [1999, 88, 1911]);
  assert.equal(transaction.fee_details[0].type, 'stripe_fee');
});

check('checkout.sessions.create', async () => {
  const session = await sell({ client_reference_id: 'bag-7', metadata: { order: '7' }, expand: ['line_items'] });
  assert.equal(session.amount_total, 1998);
  assert.equal(session.status, 'open');
  assert.ok(session.url.startsWith(address));
  assert.equal(session.line_items.data[0].price.unit_amount, 999);
  await refused(sell({ mode: 'subscription' }), 'StripeInvalidRequestError');
});
check('checkout.sessions.retrieve', async () => {
  const session = await sell();
  await complete(session);
  const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.latest_charge', 'line_items'] });
  assert.equal(paid.payment_status, 'paid');
  assert.equal(paid.payment_intent.latest_charge.amount, 1998);
});
check('checkout.sessions.update', async () => {
  const session = await sell();
  assert.equal((await stripe.checkout.sessions.update(session.id, { metadata: { a: 'b' } })).metadata.a, 'b');
});
check('checkout.sessions.list', async () => {
  const customer = await stripe.customers.create();
  const session = await sell({ customer: customer.id });
  assert.deepEqual((await stripe.checkout.sessions.list({ customer: customer.id, status: 'open' })).data.map(s => s.id), [session.id]);
  await complete(session);
  assert.equal((await stripe.checkout.sessions.list({ customer: customer.id, status: 'open' })).data.length, 0);
});
check('checkout.sessions.listLineItems', async () => {
  const session = await sell({
    line_items: [1, 2, 3].map(n => ({ quantity: n, price_data: { currency: 'usd', unit_amount: 100, product_data: { name: `Line ${n}` } } })),
  });
  const names = [];
  for await (const line of stripe.checkout.sessions.listLineItems(session.id, { limit: 2 })) names.push(line.description);
  assert.deepEqual(names, ['Line 1', 'Line 2', 'Line 3']);
});
check('checkout.sessions.expire', async () => {
  const session = await sell();
  assert.equal((await stripe.checkout.sessions.expire(session.id)).status, 'expired');
  await refused(stripe.checkout.sessions.expire(session.id), 'StripeInvalidRequestError');
});
check('checkout.sessions with a price of the catalogue', async () => {
  const product = await stripe.products.create({ name: 'Book' });
  const price = await stripe.prices.create({ product: product.id, currency: 'eur', unit_amount: 2300 });
  const session = await sell({ line_items: [{ price: price.id, quantity: 1 }] });
  assert.deepEqual([session.amount_total, session.currency], [2300, 'eur']);
});

check('events.list and retrieve', async () => {
  const { id } = await pay();
  const list = await stripe.events.list({ types: ['payment_intent.succeeded', 'payment_intent.created'], limit: 2 });
  assert.deepEqual(list.data.map(e => e.type), ['payment_intent.succeeded', 'payment_intent.created']);
  assert.equal(list.data[0].data.object.id, id);
  assert.equal((await stripe.events.retrieve(list.data[0].id)).request.id.slice(0, 4), 'req_');
});
check('events.list from a cursor reads forward in time', async () => {
  const cursor = (await stripe.events.list({ limit: 1 })).data[0].id;
  const a = await stripe.customers.create();
  const b = await stripe.customers.create();
  const seen = [];
  for await (const event of stripe.events.list({ ending_before: cursor, type: 'customer.created', limit: 1 })) seen.push(event.data.object.id);
  assert.deepEqual(seen, [a.id, b.id]);
});

check('webhookEndpoints.create, retrieve, update, list and del', async () => {
  const made = await stripe.webhookEndpoints.create({ url: hook, enabled_events: ['charge.refunded'], api_version: '2026-10-28.endive' });
  assert.match(made.secret, /^whsec_/);
  assert.equal((await stripe.webhookEndpoints.retrieve(made.id)).secret, undefined);
  assert.equal((await stripe.webhookEndpoints.update(made.id, { disabled: true })).status, 'disabled');
  assert.ok((await stripe.webhookEndpoints.list()).data.some(e => e.id === made.id));
  assert.equal((await stripe.webhookEndpoints.del(made.id)).deleted, true);
  await refused(stripe.webhookEndpoints.retrieve(made.id), 'StripeInvalidRequestError', 'resource_missing');
});
check('webhooks.constructEvent takes a delivered body, and refuses a changed one', async () => {
  const endpoint = await stripe.webhookEndpoints.create({ url: hook, enabled_events: ['checkout.session.completed'] });
  const session = await sell({ metadata: { order: '7' } });
  await complete(session);
  const delivered = await until(() => deliveries.find(d => d.body.includes(session.id)));
  const event = stripe.webhooks.constructEvent(delivered.body, delivered.signature, endpoint.secret);
  assert.equal(event.type, 'checkout.session.completed');
  assert.equal(event.data.object.metadata.order, '7');
  assert.equal(event.data.object.payment_status, 'paid');
  const changed = Buffer.from(delivered.body.toString().replace('"7"', '"8"'));
  assert.throws(() => stripe.webhooks.constructEvent(changed, delivered.signature, endpoint.secret), { type: 'StripeSignatureVerificationError' });
  await stripe.webhookEndpoints.del(endpoint.id);
});

check('setupIntents.create and confirm keep a card', async () => {
  const customer = await stripe.customers.create();
  const setup = await stripe.setupIntents.create({ customer: customer.id, payment_method: 'pm_card_visa', confirm: true, return_url: 'http://shop.test' });
  assert.equal(setup.status, 'succeeded');
  assert.equal((await stripe.paymentMethods.list({ customer: customer.id })).data.length, 1);
});
check('setupIntents that ask the card holder, and their attempts', async () => {
  const customer = await stripe.customers.create({ email: 'sdk@example.org' });
  const setup = await stripe.setupIntents.create({
    customer: customer.id, confirm: true, payment_method: 'pm_card_authenticationRequired', return_url: 'http://shop.test/done',
  });
  assert.equal(setup.status, 'requires_action');
  assert.equal(setup.next_action.type, 'redirect_to_url');
  const attempts = await stripe.setupAttempts.list({ setup_intent: setup.id });
  assert.equal(attempts.data[0].id, setup.latest_attempt);
  assert.equal((await stripe.setupIntents.cancel(setup.id)).status, 'canceled');
});
check('setupIntents.confirm declines', async () => {
  const setup = await stripe.setupIntents.create({});
  const error = await refused(
    stripe.setupIntents.confirm(setup.id, { payment_method: 'pm_card_chargeDeclined', return_url: 'http://shop.test/' }), 'StripeCardError', 'card_declined');
  assert.equal(error.setup_intent.status, 'requires_payment_method');
});
check('tokens.create and retrieve', async () => {
  const token = await stripe.tokens.create({ card: { number: '4242424242424242', exp_month: '12', exp_year: '2030', cvc: '123' } });
  assert.match(token.id, /^tok_/);
  assert.equal(token.card.last4, '4242');
  assert.equal((await stripe.tokens.retrieve(token.id)).used, false);
  const charge = await stripe.charges.create({ amount: 500, currency: 'usd', source: token.id });
  assert.equal(charge.paid, true);
  assert.equal((await stripe.tokens.retrieve(token.id)).used, true);
  const code = await stripe.tokens.create({ cvc_update: { cvc: '123' } });
  assert.match(code.id, /^cvctok_/);
  const account = await stripe.tokens.create({ bank_account: { country: 'US', currency: 'usd', account_number: '000123456789', routing_number: '110000000' } });
  assert.equal(account.bank_account.last4, '6789');
});
check('confirmationTokens.create by the test helper, and retrieve', async () => {
  const token = await stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa', return_url: 'http://shop.test/done' });
  assert.match(token.id, /^ctoken_/);
  assert.equal(token.payment_method_preview.card.brand, 'visa');
  const intent = await stripe.paymentIntents.create({ amount: 1999, currency: 'usd', confirm: true, confirmation_token: token.id });
  assert.equal(intent.status, 'succeeded');
  assert.equal((await stripe.confirmationTokens.retrieve(token.id)).payment_intent, intent.id);
});
check('paymentMethods of every other kind', async () => {
  const billing_details = { name: 'Ada', email: 'ada@example.org' };
  for (const [type, details] of Object.entries({
    sepa_debit: { iban: 'DE89370400440532013000' }, us_bank_account: { account_number: '000123456789', routing_number: '110000000', account_holder_type: 'individual' },
    bacs_debit: { account_number: '00012345', sort_code: '108800' }, au_becs_debit: { account_number: '000123456', bsb_number: '000000' },
    acss_debit: { account_number: '000123456789', institution_number: '000', transit_number: '11000' }, ideal: {}, bancontact: {}, eps: {}, p24: {}, klarna: {}, paypal: {},
    cashapp: {}, alipay: {}, affirm: {}, afterpay_clearpay: {}, amazon_pay: {}, revolut_pay: {}, twint: {}, link: {},
  })) {
    const method = await stripe.paymentMethods.create({ type, [type]: details, billing_details });
    assert.equal(method.type, type);
    assert.equal(method.billing_details.name, 'Ada');
    assert.ok(method[type]);
  }
});
check('paymentMethods.update changes what a customer keeps', async () => {
  const { method } = await customerWithCard();
  const changed = await stripe.paymentMethods.update(method.id, { card: { exp_year: 2033 }, billing_details: { name: 'Eve' }, metadata: { a: '1' } });
  assert.equal(changed.card.exp_year, 2033);
  assert.equal(changed.billing_details.name, 'Eve');
  const loose = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
  await refused(stripe.paymentMethods.update(loose.id, { metadata: { a: '1' } }), 'StripeInvalidRequestError');
});
check('paymentIntents by debit are processed, and mandates retrieved', async () => {
  const method = await stripe.paymentMethods.create({
    type: 'sepa_debit', sepa_debit: { iban: 'DE89370400440532013000' }, billing_details: { name: 'Ada', email: 'ada@example.org' },
  });
  const intent = await stripe.paymentIntents.create({
    amount: 1999, currency: 'eur', confirm: true, payment_method: method.id, allowed_payment_method_types: ['sepa_debit'], expand: ['latest_charge'],
    mandate_data: { customer_acceptance: { type: 'online', online: { ip_address: '127.0.0.1', user_agent: 'test' } } },
  });
  assert.equal(intent.status, 'processing');
  assert.equal(intent.latest_charge.status, 'pending');
  const mandate = await stripe.mandates.retrieve(intent.latest_charge.payment_method_details.sepa_debit.mandate);
  assert.equal(mandate.payment_method, method.id);
});
check('paymentIntents by redirect ask for their page', async () => {
  const intent = await stripe.paymentIntents.create({
    amount: 1999, currency: 'eur', confirm: true, payment_method_data: { type: 'ideal' }, allowed_payment_method_types: ['ideal'], return_url: 'http://shop.test/done',
  });
  assert.equal(intent.status, 'requires_action');
  assert.equal(intent.next_action.redirect_to_url.return_url, 'http://shop.test/done');
});
check('coupons: create, retrieve, update, list and del', async () => {
  const coupon = await stripe.coupons.create({ percent_off: 12.5, duration: 'once', name: 'Spring', metadata: { a: '1' } });
  assert.equal(Number(coupon.percent_off), 12.5);
  assert.equal(coupon.valid, true);
  assert.equal((await stripe.coupons.update(coupon.id, { name: 'Summer' })).name, 'Summer');
  assert.ok((await stripe.coupons.list()).data.some(one => one.id === coupon.id));
  assert.equal((await stripe.coupons.del(coupon.id)).deleted, true);
  await refused(stripe.coupons.retrieve(coupon.id), 'StripeInvalidRequestError', 'resource_missing');
  await stripe.coupons.create({ id: 'TWICE', amount_off: 500, currency: 'usd' });
  await refused(stripe.coupons.create({ id: 'TWICE', amount_off: 500, currency: 'usd' }), 'StripeInvalidRequestError', 'resource_already_exists');
});
check('promotionCodes: create, retrieve, update and list', async () => {
  const coupon = await stripe.coupons.create({ percent_off: 10 });
  const code = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'HELLO', max_redemptions: 2 });
  assert.equal(code.promotion.coupon, coupon.id);
  assert.equal((await stripe.promotionCodes.list({ code: 'hello' })).data[0].id, code.id);
  const session = await sell({ discounts: [{ promotion_code: code.id }], expand: ['discounts.promotion_code', 'total_details.breakdown'] });
  assert.equal(session.amount_total, 1998 - 200);
  assert.equal(session.discounts[0].promotion_code.code, 'HELLO');
  assert.equal((await stripe.promotionCodes.update(code.id, { active: false })).active, false);
  await refused(sell({ discounts: [{ promotion_code: code.id }] }), 'StripeInvalidRequestError');
});
check('shippingRates: create, retrieve, update, list, and in a session', async () => {
  const rate = await stripe.shippingRates.create({
    display_name: 'Ground', type: 'fixed_amount', fixed_amount: { amount: 500, currency: 'usd' },
    delivery_estimate: { minimum: { unit: 'business_day', value: 5 }, maximum: { unit: 'business_day', value: 7 } },
  });
  assert.equal((await stripe.shippingRates.retrieve(rate.id)).delivery_estimate.maximum.value, 7);
  const session = await sell({ shipping_options: [{ shipping_rate: rate.id }], shipping_address_collection: { allowed_countries: ['US'] }, expand: ['shipping_cost.shipping_rate'] });
  assert.equal(session.amount_total, 1998 + 500);
  assert.equal(session.shipping_cost.shipping_rate.display_name, 'Ground');
  assert.equal((await stripe.shippingRates.update(rate.id, { active: false })).active, false);
  assert.equal((await stripe.shippingRates.list({ active: true })).data.some(one => one.id === rate.id), false);
});
check('taxRates: create, retrieve, update, list, and in a session', async () => {
  const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false, country: 'GB' });
  assert.equal((await stripe.taxRates.retrieve(rate.id)).percentage, 20);
  assert.equal((await stripe.taxRates.update(rate.id, { active: false })).active, false);
  const session = await sell({
    line_items: [{ quantity: 1, tax_rates: [rate.id], price_data: { currency: 'usd', unit_amount: 1000, product_data: { name: 'Album' } } }],
    expand: ['line_items.data.taxes'],
  });
  assert.equal(session.total_details.amount_tax, 200);
  assert.equal(session.line_items.data[0].taxes[0].amount, 200);
  assert.ok((await stripe.taxRates.list({ inclusive: false })).data.length > 0);
});
check('products and prices: create, retrieve, update, list', async () => {
  const product = await stripe.products.create({ name: 'Album', default_price_data: { currency: 'usd', unit_amount: 999 } });
  assert.match(product.default_price, /^price_/);
  assert.equal((await stripe.products.update(product.id, { name: 'LP' })).name, 'LP');
  const price = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 1999, lookup_key: `k${Date.now()}` });
  assert.deepEqual((await stripe.prices.list({ lookup_keys: [price.lookup_key] })).data.map(p => p.id), [price.id]);
  assert.equal((await stripe.prices.update(price.id, { active: false })).active, false);
  assert.equal((await stripe.products.retrieve(product.id, { expand: ['default_price'] })).default_price.unit_amount, 999);
});

await run();
