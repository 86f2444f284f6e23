/** Where a map stands, and how an address writes it. */

export interface Camera { zoom: number; lat: number; lng: number }

export function cameraWords({ zoom, lat, lng }: Camera): string {
  return `${zoom.toFixed(2)}/${lat.toFixed(5)}/${lng.toFixed(5)}`
}

export function cameraOf(written: string | null): Camera | null {
  const [zoom, lat, lng] = (written ?? '').split('/').map(Number)
  const known = [zoom, lat, lng].every((part) => part !== undefined && Number.isFinite(part))
  return written && known ? { zoom: zoom!, lat: lat!, lng: lng! } : null
}
