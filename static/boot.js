// Starts the page, or the studio where the fragment asks for it. It is a file of its
// own because the page's policy allows no inline script. The build writes the names
// of the files into a <meta> each.
//
// The skeleton in index.html has id "boot". Inside it, elements with
// data-boot="slow", "unsupported" or "failed" are hidden until they apply.

const SLOW_AFTER_MS = 3000;

const skeleton = document.getElementById("boot");

function show(state) {
  for (const element of skeleton.querySelectorAll("[data-boot]")) {
    element.hidden = element.dataset.boot !== state;
  }
}

// What else than the page: the studio, or its view of published results. All read the
// rest of the fragment, and keep in it and in the browser's storage what they need to go on.
const wanted = () => location.hash.match(/[#&](view=studio|published)(?=&|$)/)?.[1];

const part = wanted();
addEventListener("hashchange", (event) => {
  if (wanted() !== part) {
    // Nobody else need make sense of it.
    event.stopImmediatePropagation();
    location.reload();
  }
});

async function start() {
  const built = document.querySelector(`meta[name="tokenwright-${part ? "studio" : "page"}"]`);
  const address = (name) => new URL(name, document.baseURI);
  // Asked for at once: script, code and style come side by side.
  const code = fetch(address(built.dataset.wasm));
  const style = built.dataset.style && load(address(built.dataset.style));
  const { default: init } = await import(address(built.content));
  await style;
  await init({ module_or_path: code });
}

function load(address) {
  return new Promise((done, failed) => {
    const link = document.createElement("link");
    link.addEventListener("load", done);
    link.addEventListener("error", failed);
    link.rel = "stylesheet";
    link.href = address;
    document.head.append(link);
  });
}

if (typeof WebAssembly !== "object") {
  show("unsupported");
} else {
  const slow = setTimeout(() => show("slow"), SLOW_AFTER_MS);
  start()
    .catch((error) => {
      show("failed");
      throw error;
    })
    .finally(() => clearTimeout(slow));
}
