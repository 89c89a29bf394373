// What all checks share: the SDK on a sandbox, a webhook endpoint of their own, and the run that prints a line of JSON for each.
import assert from 'node:assert/strict';
import http from 'node:http';
import Stripe from 'stripe';

export const [address, secretKey, publishableKey] = process.argv.slice(2);
const { hostname, port } = new URL(address);
export const options = { host: hostname, port, protocol: 'http', maxNetworkRetries: 0 };
export const stripe = new Stripe(secretKey, options);
const checks = [];
export const check = (name, run) => checks.push({ name, run });

export const deliveries = [];
const listener = http.createServer((request, response) => {
  const parts = [];
  request.on('data', part => parts.push(part));
  request.on('end', () => {
    deliveries.push({ body: Buffer.concat(parts), signature: request.headers['stripe-signature'] });
    response.end();
  });
});
await new Promise(done => listener.listen(0, '127.0.0.1', done));
export const hook = `http://127.0.0.1:${listener.address().port}/hook`;

export const until = async found => {
  for (let tries = 0; tries < 500; tries++) {
    const value = found();
    if (value) return value;
    await new Promise(done => setTimeout(done, 20));
  }
  throw new Error('It did not come.');
};
export const refused = async (promise, type, code) => {
  const error = await promise.then(() => assert.fail('It was not refused.'), e => e);
  assert.equal(error.type, type, error.message);
  if (code) assert.equal(error.code, code);
  return error;
};
export const customerWithCard = async (card = 'pm_card_visa') => {
  const customer = await stripe.customers.create({ email: 'sdk@example.org' });
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
  return { customer, method };
};
export const pay = (more = {}) => stripe.paymentIntents.create({
  amount: 1999, currency: 'usd', confirm: true, payment_method: 'pm_card_visa', allowed_payment_method_types: ['card'], ...more,
});
export const sell = (more = {}) => stripe.checkout.sessions.create({
  mode: 'payment',
  success_url: 'http://shop.test/done?s={CHECKOUT_SESSION_ID}',
  cancel_url: 'http://shop.test/bag',
  line_items: [{ quantity: 2, price_data: { currency: 'usd', unit_amount: 999, product_data: { name: 'Album' } } }],
  ...more,
});
export const complete = (session, card = 'pm_card_visa') =>
  stripe.rawRequest('POST', `/v1/payment_pages/${session.id}/confirm`, { payment_method: card });

export const run = async () => {
  for (const { name, run } of checks) {
    try {
      await run();
      console.log(JSON.stringify({ name }));
    } catch (error) {
      console.log(JSON.stringify({ name, error: String(error.stack ?? error) }));
    }
  }
  listener.close();
  listener.closeAllConnections();
};
