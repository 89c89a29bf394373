const NOT_MOUNTED = "elements should have a mounted Payment Element or Express Checkout Element.";

function checkGroup(group, where) {
  if (!(group instanceof Elements)) misuse(`Invalid value for ${where}: elements should be an Elements group. You specified: ${shown(group)}.`);
  return group;
}

/** What was collected "never" has to be given by the page. */
function checkNever(group, params, where) {
  const never = group._main?._options.fields?.billingDetails;
  if (!never) return;
  const given = params?.payment_method_data?.billing_details ?? {};
  const missing = (path) => path.split(".").reduce((at, name) => at?.[name], given) === undefined;
  const names = { name: "name", email: "email", phone: "phone", "address.country": "address.country", "address.postalCode": "address.postal_code" };
  for (const [option, path] of Object.entries(names)) {
    const [first, second] = option.split(".");
    const wanted = never === "never" || never[first] === "never" || (second && never[first]?.[second] === "never");
    if (wanted && missing(path)) {
      misuse(`You specified "never" for fields.billing_details.${path} when creating the payment Element, but did not pass confirmParams.payment_method_data.billing_details.${path} when calling ${where}. If you opt out of collecting data via the payment Element using the fields option, the data must be passed in when calling ${where}.`);
    }
  }
}

/** stripe.confirmPayment and stripe.confirmSetup. */
async function confirmWithElements(stripe, options, kind) {
  const where = kind === "payment" ? "stripe.confirmPayment()" : "stripe.confirmSetup()";
  if (!isObject(options)) misuse(`Invalid value for ${where}: options should be an object. You specified: ${shown(options)}.`);
  const { elements, confirmParams = {}, redirect = "always" } = options;
  if (!["always", "if_required"].includes(redirect)) misuse(`Invalid value for ${where}: redirect should be one of the following strings: always, if_required. You specified: ${shown(redirect)}.`);
  const group = elements === undefined ? undefined : checkGroup(elements, where);
  if (group && !group._main) {
    misuse(`Invalid value for ${where}: ${NOT_MOUNTED}${group._mounted.length ? " It looks like you have other Elements on the page." : ""}`);
  }
  const given = options.clientSecret ?? group?._secret;
  if (given === undefined) misuse(`You must pass in a clientSecret when calling ${where}.`);
  const secret = checkSecret(given, where, kind === "payment" ? "pi_" : "seti_");
  if (group?._deferred && !group._submitted) misuse(`elements.submit() must be called before ${where}.`);
  if (redirect === "always" && !confirmParams.return_url) misuse(`Missing value for ${where}: confirmParams.return_url should be a URL string.`);
  if (confirmParams.return_url !== undefined && !isWebAddress(confirmParams.return_url)) {
    misuse(`Invalid value for ${where}: confirmParams.return_url should be a URL string. You specified: ${shown(confirmParams.return_url)}.`);
  }
  if (group) {
    checkNever(group, confirmParams, where);
    const error = await group._validate();
    if (error) return { error };
  }
  const answer = await stripe._controller.ask("confirm", {
    kind, secret, params: confirmParams, expected: group?._expected, frames: group?._mounted.map((element) => element._frame.name),
  });
  return conclude(stripe, answer, { kind, secret, returnUrl: confirmParams.return_url, redirect });
}

function isWebAddress(text) {
  try { return ["http:", "https:"].includes(new URL(text).protocol); } catch { return false; }
}

/** Lets the buyer do what is still to be done, and answers as the promise of a confirmation is answered. */
async function conclude(stripe, answer, { kind, secret, returnUrl, redirect = "if_required", actions = true }) {
  const name = kind === "payment" ? "paymentIntent" : "setupIntent";
  if (answer.error) return { error: answer.error };
  let intent = answer.intent;
  if (intent.status === "requires_action" && actions) {
    const action = intent.next_action ?? {};
    if (action.type === "redirect_to_url") return leave(action.redirect_to_url.url);
    if (action.type === "use_stripe_sdk") {
      await challenge(stripe, secret);
      const later = await stripe._controller.ask("retrieve", { kind, secret });
      if (later.error) return { error: later.error };
      intent = later.intent;
    }
  }
  const failure = kind === "payment" ? intent.last_payment_error : intent.last_setup_error;
  if (intent.status === "requires_payment_method" && failure) {
    return { error: { ...failure, [kind === "payment" ? "payment_intent" : "setup_intent"]: intent } };
  }
  if (redirect === "always" && returnUrl) {
    const url = new URL(returnUrl);
    const prefix = kind === "payment" ? "payment_intent" : "setup_intent";
    url.searchParams.set(prefix, intent.id);
    url.searchParams.set(`${prefix}_client_secret`, intent.client_secret);
    url.searchParams.set("redirect_status", ["succeeded", "processing", "requires_capture"].includes(intent.status) ? "succeeded" : "pending");
    return leave(url.href);
  }
  return { [name]: intent };
}

/** The page goes; nothing that waits for an answer runs on. */
function leave(url) {
  location.assign(url);
  return new Promise(() => {});
}

/** The bank's question, over the page. It ends when it has been answered or closed. */
function challenge(stripe, secret) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const frame = new Frame("three-ds-2-challenge", {
      title: "3D Secure authentication",
      style: { position: "fixed", inset: "0", width: "100%", minWidth: "0", height: "100%", zIndex: "2147483647", colorScheme: "light" },
      init: () => ({ secret, key: stripe._key }),
      heard: (message) => {
        if (message.type === "ready") frame.node.focus();
        if (message.type !== "done") return;
        document.removeEventListener("focusin", keep);
        frame.destroy();
        before?.focus?.();
        resolve();
      },
    });
    // The page behind cannot be reached by keyboard while the question is open.
    const keep = (event) => { if (event.target !== frame.node) frame.node.focus(); };
    document.addEventListener("focusin", keep);
    document.body.append(frame.node);
  });
}

/** The card of an Element's group, or an id: what follows `payment_method` in the calls for cards. */
async function cardData(given, where) {
  if (given === undefined || typeof given === "string") return { params: given === undefined ? {} : { payment_method: given } };
  if (!isObject(given)) misuse(`Invalid value for ${where}: payment_method should be a string or an object. You specified: ${shown(given)}.`);
  const { card, ...rest } = given;
  if (card instanceof StripeElement) return { ...await fieldsOf(card, where), params: { payment_method_data: { type: "card", ...plain(rest) } } };
  return { params: { payment_method_data: { type: "card", card: plain(card), ...plain(rest) } } };
}

/** The frames that hold an Element's card. What is wrong with one of them is the error. */
async function fieldsOf(element, where) {
  if (!["card", "cardNumber", "cardExpiry", "cardCvc"].includes(element._type)) misuse(`Invalid value for ${where}: card should be a card, cardNumber, cardExpiry or cardCvc Element. You specified: ${element._type}.`);
  if (!element._mounted) misuse("We could not retrieve data from the specified Element.\nPlease make sure the Element you are attempting to use is still mounted.");
  const own = element._group._mounted.filter((one) => one._type.startsWith("card"));
  for (const one of own) {
    const error = await one._validate();
    if (error) return { error };
  }
  return { frames: own.map((one) => one._frame.name) };
}

/** stripe.confirmCardPayment and stripe.confirmCardSetup. */
async function confirmCard(stripe, kind, secret, data, options) {
  const where = kind === "payment" ? "stripe.confirmCardPayment()" : "stripe.confirmCardSetup()";
  checkSecret(secret, where, kind === "payment" ? "pi_" : "seti_");
  if (data !== undefined && !isObject(data)) misuse(`Invalid value for ${where}: data should be an object. You specified: ${shown(data)}.`);
  const { payment_method: method, payment_method_options: methodOptions, ...others } = data ?? {};
  const card = await cardData(method, where);
  if (card.error) return { error: card.error };
  // A CVC Element beside a kept card is checked by the real thing; here nothing hangs on it.
  const { cvc, ...cardOptions } = methodOptions?.card ?? {};
  const params = { ...plain(others), ...card.params };
  if (Object.keys(cardOptions).length) params.payment_method_options = { card: plain(cardOptions) };
  const answer = await stripe._controller.ask("confirm", { kind, secret, params, frames: card.frames });
  return conclude(stripe, answer, { kind, secret, actions: options?.handleActions !== false });
}
