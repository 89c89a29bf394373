// The API, with the publishable key that the shop's page was given.
let key = "";
let version;
let account;

const CONNECTION = { type: "api_connection_error", message: "We are experiencing issues connecting to our payments provider. Please check your internet connection and try again." };

export function useKey(given) { ({ key, version, account } = given); }

/** a[b][0][c]=d, as the API takes it. */
function encode(value, name = "", pairs = []) {
  if (value === undefined || value === null) return pairs;
  if (typeof value !== "object") pairs.push([name, String(value)]);
  else for (const [at, part] of Object.entries(value)) encode(part, name ? `${name}[${at}]` : at, pairs);
  return pairs;
}

export async function call(method, path, params = {}) {
  const form = new URLSearchParams(encode(params));
  const headers = { Authorization: `Bearer ${key}` };
  if (version) headers["Stripe-Version"] = version;
  if (account) headers["Stripe-Account"] = account;
  try {
    const answer = await fetch(`/v1/${path}${method === "GET" && form.size ? `?${form}` : ""}`, { method, headers, body: method === "GET" ? undefined : form });
    const body = await answer.json();
    return body.error ? { error: body.error } : { object: body };
  } catch {
    return { error: CONNECTION };
  }
}

/** Later parts win, name by name; what is undefined or null takes nothing away. */
export function merged(...parts) {
  const whole = {};
  for (const part of parts) {
    for (const [name, value] of Object.entries(part ?? {})) {
      if (value === undefined || value === null) continue;
      whole[name] = typeof value === "object" && !Array.isArray(value) ? merged(whole[name], value) : value;
    }
  }
  return whole;
}
