/** The one map: drawn once, then told what to show. It knows nothing of what a page shows on it. */

import { Map as LibreMap, setWorkerUrl, type ExpressionSpecification, type GeoJSONSource, type MapGeoJSONFeature, type StyleSpecification } from 'maplibre-gl'
import workerCode from 'maplibre-gl/dist/maplibre-gl-worker.mjs?raw'
import type { Feature, FeatureCollection } from 'geojson'
import type { Camera } from '../camera'
import { asAddress, boundsOf, EMPTY, type Bounds } from './features'
import { hatch } from './hatch'

export interface Label {
  text: string
  at: [number, number]
  order: number
}

export interface Picked {
  source: string
  row: number
  feature: Feature
}

/** Degrees and zoom levels by which an address may round a camera. */
const NEAR = 0.02

let workerUrl = ''

/** Give the map its worker from inside the page: nothing is asked of the disk or the net. */
function useInlineWorker(): void {
  workerUrl ||= URL.createObjectURL(new Blob([workerCode], { type: 'text/javascript' }))
  setWorkerUrl(workerUrl)
}

/** Where a map is drawn, and how it stands at first. */
export interface Place {
  container: HTMLElement
  dark: boolean
  camera: Camera | null
  oncamera: (camera: Camera) => void
}

export interface AtlasOptions extends Place {
  style: (dark: boolean) => StyleSpecification
  home: Bounds
  /** Layers that a click finds, what it finds first coming first. */
  picked: readonly string[]
  onpick: (picked: Picked | null) => void
}

export class Atlas {
  readonly map: LibreMap
  readonly ready: Promise<void>
  private readonly again = new Map<string, () => void>()
  /** Whether the style is there, so that its layers can be asked. */
  private dressed = false

  constructor(private readonly options: AtlasOptions) {
    useInlineWorker()
    const { camera, home } = options
    const map = new LibreMap({
      container: options.container,
      style: options.style(options.dark),
      ...(camera ? { center: [camera.lng, camera.lat], zoom: camera.zoom } : { bounds: home, fitBoundsOptions: { padding: 24 } }),
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      maxZoom: 19,
      maxBounds: widened(home),
      cooperativeGestures: matchMedia('(pointer: coarse)').matches,
      locale: { 'CooperativeGesturesHandler.MobileHelpText': '双指移动地图 · two fingers move the map' },
    })
    this.map = map
    map.touchZoomRotate.disableRotation()
    map.keyboard.disableRotation()
    // the page scrolls past the map until the reader takes hold of it
    map.scrollZoom.disable()
    map.on('mousedown', () => map.scrollZoom.enable())
    map.getContainer().addEventListener('mouseleave', () => map.scrollZoom.disable())
    map.on('click', ({ point }) => options.onpick(this.pick(point.x, point.y)))
    map.on('mousemove', ({ point }) => {
      map.getCanvas().style.cursor = this.pick(point.x, point.y) ? 'pointer' : ''
    })
    map.on('moveend', () => {
      const { lng, lat } = map.getCenter()
      options.oncamera({ lng, lat, zoom: map.getZoom() })
    })
    this.ready = new Promise((resolve) => {
      map.once('style.load', () => {
        map.addImage('hatch', hatch(options.dark), { pixelRatio: 2 })
        this.dressed = true
        resolve()
      })
    })
  }

  /** Once everything asked for so far can be seen. */
  get drawn(): Promise<void> {
    return new Promise((resolve) => void this.map.once('idle', () => resolve()))
  }

  /** Change between light and dark, showing the same. */
  async dress(dark: boolean): Promise<void> {
    this.dressed = false
    this.map.setStyle(this.options.style(dark), { diff: false })
    await new Promise<void>((resolve) => this.map.once('style.load', () => resolve()))
    this.map.addImage('hatch', hatch(dark), { pixelRatio: 2 })
    this.dressed = true
    for (const tell of this.again.values()) tell()
  }

  /** Tell the map now, and again after it has changed its dress. */
  tell(what: string, tell: () => void): void {
    this.again.set(what, tell)
    void this.ready.then(() => this.again.get(what) === tell && tell())
  }

  fill(source: string, features: FeatureCollection): void {
    this.map.getSource<GeoJSONSource>(source)?.setData(asAddress(features))
  }

  /** Colour rows of a source: those of each colour, and those that are hatched as unavailable. */
  paint(source: string, rows: ReadonlyMap<string, number[]>, missing: number[]): void {
    const groups = [...rows].filter(([, among]) => among.length)
    this.map.setFilter(`${source}-shade`, among(groups.flatMap(([, ids]) => ids)))
    this.map.setFilter(`${source}-hatch`, among(missing))
    const cases = groups.flatMap(([colour, ids]) => [ids, colour])
    const paint = cases.length ? ['match', ['id'], ...cases, 'rgba(0,0,0,0)'] : 'rgba(0,0,0,0)'
    this.map.setPaintProperty(`${source}-shade`, 'fill-color', paint as ExpressionSpecification)
  }

  show(layers: readonly string[], shown: boolean): void {
    for (const id of layers) this.map.setLayoutProperty(id, 'visibility', shown ? 'visible' : 'none')
  }

  labels(labels: readonly Label[]): void {
    this.tell('labels', () => {
      this.fill('labels', {
        type: 'FeatureCollection',
        features: labels.map(({ text, at, order }) => ({
          type: 'Feature', properties: { text, order }, geometry: { type: 'Point', coordinates: at },
        })),
      })
    })
  }

  choose(feature: Feature | null): void {
    this.tell('chosen', () => this.fill('chosen', feature ? { type: 'FeatureCollection', features: [feature] } : EMPTY))
  }

  /** Bring features into view; a single place is brought near. */
  flyTo(features: readonly Feature[], maxZoom = 16): void {
    const bounds = boundsOf([{ type: 'FeatureCollection', features: [...features] }])
    if (bounds) this.map.fitBounds(bounds, { padding: 48, maxZoom, animate: !stillPreferred() })
  }

  /** Stand where the camera says, unless the map stands there already. */
  stand({ lng, lat, zoom }: Camera): void {
    const now = this.map.getCenter()
    const apart = Math.abs(now.lng - lng) + Math.abs(now.lat - lat) + Math.abs(this.map.getZoom() - zoom)
    if (apart > NEAR && !this.map.isMoving()) this.map.jumpTo({ center: [lng, lat], zoom })
  }

  goHome(): void {
    this.map.fitBounds(this.options.home, { padding: 24, animate: !stillPreferred() })
  }

  private pick(x: number, y: number): Picked | null {
    if (!this.dressed) return null
    const reach = 4
    const order = this.options.picked
    const layers = order.filter((id) => this.map.getLayer(id))
    const found = this.map.queryRenderedFeatures([[x - reach, y - reach], [x + reach, y + reach]], { layers })
    const first = found.sort((one, other) => order.indexOf(one.layer.id) - order.indexOf(other.layer.id))[0]
    return first ? { source: first.source, row: Number(first.id), feature: plain(first) } : null
  }
}

function plain(feature: MapGeoJSONFeature): Feature {
  return { type: 'Feature', id: feature.id, geometry: feature.geometry, properties: feature.properties }
}

export function among(rows: number[]): ExpressionSpecification {
  return ['in', ['id'], ['literal', rows]] as unknown as ExpressionSpecification
}

export function stillPreferred(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}

/** The district: its areas, else whatever it has. */
export function homeOf(layers: Partial<Record<string, FeatureCollection>>): Bounds {
  const own = layers.areas?.features.length ? [layers.areas] : Object.values(layers).filter((one) => one !== undefined)
  return boundsOf(own) ?? [-180, -60, 180, 75]
}

function widened([west, south, east, north]: Bounds): Bounds {
  const wide = Math.max(east - west, 0.02)
  const high = Math.max(north - south, 0.02)
  return [Math.max(west - wide, -180), Math.max(south - high, -85), Math.min(east + wide, 180), Math.min(north + high, 85)]
}
