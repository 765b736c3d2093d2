// A photo made small on the phone before it is sent: less to send over a slow line, and its place never leaves the phone.

const SIDE = 2560, QUALITY = 0.85;

// The photo upright, its longest side at most SIDE pixels, as JPEG; the file as it is where the browser cannot open it.
export const reduced = async (file) => {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
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
    const made = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
    canvas.width = canvas.height = 0; // a phone that has little memory gets it back now
    return made ?? file;
  } catch { return file; }
};
