// Starts the page. It is a file of its own because the page's policy allows no
// inline script. Trunk writes the names of the built files into a <meta>.
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

async function start() {
  const built = document.querySelector('meta[name="tokenwright-page"]');
  const { default: init } = await import(new URL(built.content, document.baseURI));
  await init({ module_or_path: new URL(built.dataset.wasm, document.baseURI) });
}

if (typeof WebAssembly !== "object") {
  show("unsupported");
} else {
  const slow = setTimeout(() => show("slow"), SLOW_AFTER_MS);
  start()
    .then(() => skeleton.remove())
    .catch((error) => {
      show("failed");
      throw error;
    })
    .finally(() => clearTimeout(slow));
}
