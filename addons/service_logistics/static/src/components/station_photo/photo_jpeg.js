// Enough to read a type plate; a phone's 12 megapixels would only cost time.
export const MAX_SIDE = 1920;
const QUALITY = 0.85;

/** Draw an image or a video frame within MAX_SIDE and return it as base64 JPEG. */
export function toJpeg(source, width, height) {
    const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", QUALITY).split(",")[1];
}

/** Return a chosen file as base64 JPEG; fails when it is no photo. */
export async function fileToJpeg(file) {
    const image = await createImageBitmap(file);
    try {
        return toJpeg(image, image.width, image.height);
    } finally {
        image.close();
    }
}
