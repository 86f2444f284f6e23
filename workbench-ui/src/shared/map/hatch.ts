/** The pattern of what is unavailable: diagonal lines in grey. */

const SIDE = 16

export function hatch(dark: boolean): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIDE
  const pen = canvas.getContext('2d')!
  pen.fillStyle = dark ? '#2b2826' : '#ecebe8'
  pen.fillRect(0, 0, SIDE, SIDE)
  pen.strokeStyle = dark ? '#6b655f' : '#a8a29e'
  pen.lineWidth = 1.6
  for (const start of [-SIDE, 0, SIDE]) {
    pen.beginPath()
    pen.moveTo(start - 2, SIDE + 2)
    pen.lineTo(start + SIDE + 2, -2)
    pen.stroke()
  }
  return pen.getImageData(0, 0, SIDE, SIDE)
}
