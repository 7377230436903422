// Watches everything a browser context does, and says what a user should never
// cause: errors, policy violations, requests that leave the site, and requests
// of any kind once the page has loaded.

/** Starts to watch a context and all its pages; the result collects what happened. */
export function watch(context, origin) {
  const watched = new Watch(origin);
  context.on("page", (page) => watched.page(page));
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      watched.note(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  context.on("request", (request) => watched.request(request));
  context.on("requestfailed", (request) => {
    watched.note(`request failed: ${request.url()}: ${request.failure()?.errorText}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 400) watched.note(`response ${response.status()}: ${response.url()}`);
  });
  return watched;
}

class Watch {
  constructor(origin) {
    this.origin = origin;
    this.problems = [];
    this.requests = [];
    this.expected = [];
    this.loaded = false;
  }

  page(page) {
    page.on("pageerror", (error) => this.note(`page error: ${error.message}`));
    page.on("crash", () => this.note("the page crashed"));
  }

  request(request) {
    const url = request.url();
    if (/^(data|blob):/.test(url)) return;
    this.requests.push(url);
    if (new URL(url).origin !== this.origin) this.note(`request to another origin: ${url}`);
    if (this.loaded) this.note(`request after load: ${url}`);
  }

  note(problem) {
    this.problems.push(problem);
  }

  /** From now on, any request is a problem. Call it when the first chart is complete. */
  afterLoad() {
    this.loaded = true;
  }

  /** From now on, requests are fine again: the test itself navigates. */
  navigates() {
    this.loaded = false;
  }

  /** Problems that match are what the test wants to see. */
  expect(pattern) {
    this.expected.push(pattern);
  }

  unexpected() {
    return this.problems.filter((problem) => !this.expected.some((pattern) => pattern.test(problem)));
  }
}
