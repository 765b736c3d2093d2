// A photo made small on the phone before it is sent: less to send over a slow line, and its place never leaves the phone.

const SIDE = 2560, QUALITY = 0.85;
const HEAD = 2 ** 16; // bytes in which a camera says which colours it means

// What stands in EXIF, in either order of bytes: a colour space that is not sRGB, Adobe RGB by an old camera's own word,
// and by the word that a camera of today adds to the first.
const UNTOLD = ["\x01\xa0\x03\0\x01\0\0\0\xff\xff", "\xa0\x01\0\x03\0\0\0\x01\xff\xff"];
const ADOBE = ["\x01\xa0\x03\0\x01\0\0\0\x02\0", "\xa0\x01\0\x03\0\0\0\x01\0\x02"];
const OPTION = ["\x01\0\x02\0\x04\0\0\0R03\0", "\0\x01\0\x02\0\0\0\x04R03\0"];

// Some cameras only name Adobe RGB, and browsers pass over the name: its numbers taken for sRGB's are dull.
const namesAdobe = async (file) => {
  const head = new TextDecoder("latin1").decode(await file.slice(0, HEAD).arrayBuffer());
  const says = (words) => words.some((word) => head.includes(word));
  return !head.includes("ICC_PROFILE") && (says(ADOBE) || (says(UNTOLD) && says(OPTION)));
};

const LIGHT = Float32Array.from({ length: 256 }, (_, value) => (value / 255) ** (563 / 256));
const FINE = 4095;
const OF_LIGHT = Uint8ClampedArray.from({ length: FINE + 1 }, (_, step) => {
  const light = step / FINE;
  return 255 * (light > 0.0031308 ? 1.055 * light ** (1 / 2.4) - 0.055 : 12.92 * light);
});
const valueOf = (light) => OF_LIGHT[Math.max(0, Math.min(FINE, Math.round(light * FINE)))];

// Adobe RGB's numbers turned into sRGB's, a band of the picture at a time: a phone has little memory.
const turn = (paint, width, height) => {
  const BAND = 64;
  for (let top = 0; top < height; top += BAND) {
    const band = paint.getImageData(0, top, width, Math.min(BAND, height - top)), { data } = band;
    for (let at = 0; at < data.length; at += 4) {
      const red = LIGHT[data[at]], green = LIGHT[data[at + 1]], blue = LIGHT[data[at + 2]];
      data[at] = valueOf(1.39836 * red - 0.39836 * green);
      data[at + 1] = valueOf(green);
      data[at + 2] = valueOf(1.04293 * blue - 0.04293 * green);
    }
    paint.putImageData(band, 0, top);
  }
};

// The photo upright, its longest side at most SIDE pixels, as JPEG; the file as it is where the browser cannot open it.
export const reduced = async (file) => {
  try {
    const adobe = await namesAdobe(file);
    const picture = await createImageBitmap(file, { imageOrientation: "from-image", colorSpaceConversion: adobe ? "none" : "default" });
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const paint = canvas.getContext("2d");
    paint.fillStyle = "#fff";
    paint.fillRect(0, 0, canvas.width, canvas.height);
    paint.imageSmoothingQuality = "high";
    paint.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    if (adobe) turn(paint, canvas.width, canvas.height);
    const made = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
    canvas.width = canvas.height = 0; // a phone that has little memory gets it back now
    return made ?? file;
  } catch { return file; }
};
