// The editor of a product. It works without this: then large pictures are sent as they are, and what was typed is not guarded.

const longest = 2000; // pixels: twice what the largest place for a picture has

/** A smaller one of the picture, if that saves something; else the picture itself. */
const shrink = async (file) => {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  if (scale === 1 && file.size < 1_000_000) {
    return file;
  }
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const small = await new Promise((done) => { canvas.toBlob(done, "image/webp", 0.86); });
  return small && small.size < file.size ? new File([small], file.name, { type: small.type }) : file;
};

for (const input of document.querySelectorAll("input[data-shrink]")) {
  input.addEventListener("change", async () => {
    const [file] = input.files;
    try {
      const small = file && await shrink(file);
      if (small && small !== file && input.files[0] === file) {
        const chosen = new DataTransfer();
        chosen.items.add(small);
        input.files = chosen.files;
      }
    } catch {
      // It is no picture, or one that this browser cannot read: the shop says so.
    }
  });
}

// Whoever leaves with something typed that is not saved is asked first.
const form = document.querySelector("form[data-product]");
if (form) {
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  addEventListener("beforeunload", (event) => {
    if (typed) {
      event.preventDefault();
    }
  });
}
