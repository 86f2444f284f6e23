/** The one map: drawn once, then told what to show. It knows nothing of panels and tables. */

import { Map as LibreMap, setWorkerUrl, type ExpressionSpecification, type MapGeoJSONFeature } from 'maplibre-gl'
import workerCode from 'maplibre-gl/dist/maplibre-gl-worker.mjs?raw'
import type { Feature, FeatureCollection } from 'geojson'
import { ramp, classOf } from '../../shared/colours'
import type { Camera, Overlay } from '../view.svelte'
import { hatch } from './hatch'
import { asAddress, boundsOf, type Layers } from './layers'
import { styleOf } from './style'

/** A value for each row of areas or sites; rows that are absent are not shaded, null is unavailable. */
export interface Shading {
  source: 'areas' | 'sites'
  values: Map<number, number | null>
  bounds: readonly number[]
  /** Level whose outlines are drawn. */
  level: string
}

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

const OVERLAY_LAYERS: Record<Overlay, readonly string[]> = {
  gaps: ['gaps'],
  facilities: ['facilities', 'facility-grounds', 'facility-edges'],
  stops: ['stops'],
  heritage: ['heritage', 'heritage-grounds'],
  buildings: ['buildings', 'building-points'],
  labels: ['labels'],
}
/** What a click finds first. */
const PICKED = ['gaps', 'facilities', 'stops', 'heritage', 'facility-grounds', 'heritage-grounds', 'buildings', 'building-points', 'sites-shade', 'sites-hatch', 'areas-shade', 'areas-hatch']
/** Degrees and zoom levels by which an address may round a camera. */
const NEAR = 0.02
const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] }

let workerUrl = ''

/** Give the map its worker from inside the page: nothing is asked of the disk or the net. */
function useInlineWorker(): void {
  workerUrl ||= URL.createObjectURL(new Blob([workerCode], { type: 'text/javascript' }))
  setWorkerUrl(workerUrl)
}

export interface AtlasOptions {
  container: HTMLElement
  layers: Layers
  dark: boolean
  camera: Camera | null
  onpick: (picked: Picked | null) => void
  oncamera: (camera: Camera) => void
}

export class Atlas {
  readonly map: LibreMap
  readonly ready: Promise<void>
  private readonly layers: Layers
  private readonly home: [number, number, number, number]
  private again: (() => void)[] = []
  /** Whether the style is there, so that its layers can be asked. */
  private dressed = false

  constructor(options: AtlasOptions) {
    useInlineWorker()
    const { layers, camera } = options
    this.layers = layers
    this.home = homeOf(layers)
    const map = new LibreMap({
      container: options.container,
      style: styleOf(layers, options.dark),
      ...(camera ? { center: [camera.lng, camera.lat], zoom: camera.zoom } : { bounds: this.home, fitBoundsOptions: { padding: 24 } }),
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      maxZoom: 19,
      maxBounds: widened(this.home),
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

  /** Draw further layers, now and after a change of dress. */
  async add(layers: Layers): Promise<void> {
    Object.assign(this.layers, layers)
    await this.ready
    for (const [name, features] of Object.entries(layers)) this.fill(name, features)
  }

  /** Once everything asked for so far can be seen. */
  get drawn(): Promise<void> {
    return new Promise((resolve) => void this.map.once('idle', () => resolve()))
  }

  /** Change between light and dark, showing the same. */
  async dress(dark: boolean): Promise<void> {
    this.dressed = false
    this.map.setStyle(styleOf(this.layers, dark), { diff: false })
    await new Promise<void>((resolve) => this.map.once('style.load', () => resolve()))
    this.map.addImage('hatch', hatch(dark), { pixelRatio: 2 })
    this.dressed = true
    this.again.forEach((tell) => tell())
  }

  shade(shading: Shading | null): void {
    this.keep(0, () => {
      for (const source of ['areas', 'sites'] as const) this.shadeSource(source, shading)
      const level = shading?.level ?? ''
      this.map.setFilter('area-outline', ['==', ['get', 'kind'], level === 'site' ? 'sub_district' : level])
    })
  }

  private shadeSource(source: 'areas' | 'sites', shading: Shading | null): void {
    const groups: number[][] = []
    const missing: number[] = []
    if (shading?.source === source) {
      for (const [row, value] of shading.values) {
        if (value === null) missing.push(row)
        else (groups[classOf(value, shading.bounds)] ??= []).push(row)
      }
    }
    const colours = ramp((shading?.bounds.length ?? 0) + 1)
    const cases = colours.flatMap((colour, place) => (groups[place]?.length ? [groups[place], colour] : []))
    const shaded = groups.flat()
    this.map.setFilter(`${source}-shade`, among(shaded))
    this.map.setFilter(`${source}-hatch`, among(missing))
    const paint = cases.length ? ['match', ['id'], ...cases, 'rgba(0,0,0,0)'] : 'rgba(0,0,0,0)'
    this.map.setPaintProperty(`${source}-shade`, 'fill-color', paint as ExpressionSpecification)
  }

  /** Dots of the service shown, without the causes that the reader has hidden. */
  dots(features: FeatureCollection, hiddenCauses: readonly string[]): void {
    this.keep(1, () => {
      this.fill('gaps', features)
      this.map.setFilter('gaps', ['!', ['in', ['get', 'cause'], ['literal', [...hiddenCauses]]]])
    })
  }

  /** Only facilities of the kinds given; all where `null` is. */
  facilities(kinds: readonly string[] | null): void {
    this.keep(2, () => {
      const wanted: ExpressionSpecification = kinds ? ['in', ['get', 'kind'], ['literal', [...kinds]]] : ['literal', true]
      const point: ExpressionSpecification = ['==', ['geometry-type'], 'Point']
      this.map.setFilter('facilities', ['all', wanted, point])
      for (const id of ['facility-grounds', 'facility-edges']) this.map.setFilter(id, ['all', wanted, ['!', point]])
    })
  }

  overlays(shown: readonly Overlay[]): void {
    this.keep(3, () => {
      for (const [overlay, ids] of Object.entries(OVERLAY_LAYERS) as [Overlay, string[]][]) {
        const visibility = shown.includes(overlay) ? 'visible' : 'none'
        ids.forEach((id) => this.map.setLayoutProperty(id, 'visibility', visibility))
      }
    })
  }

  labels(labels: readonly Label[]): void {
    this.keep(4, () => {
      this.fill('labels', {
        type: 'FeatureCollection',
        features: labels.map(({ text, at, order }) => ({
          type: 'Feature', properties: { text, order }, geometry: { type: 'Point', coordinates: at },
        })),
      })
    })
  }

  choose(feature: Feature | null): void {
    this.keep(5, () => this.fill('chosen', feature ? { type: 'FeatureCollection', features: [feature] } : EMPTY))
  }

  /** Bring features into view; a single place is brought near. */
  flyTo(features: readonly Feature[]): void {
    const bounds = boundsOf([{ type: 'FeatureCollection', features: [...features] }])
    if (bounds) this.map.fitBounds(bounds, { padding: 48, maxZoom: 16, animate: !stillPreferred() })
  }

  /** Stand where the camera says, unless the map stands there already. */
  stand({ lng, lat, zoom }: Camera): void {
    const now = this.map.getCenter()
    const apart = Math.abs(now.lng - lng) + Math.abs(now.lat - lat) + Math.abs(this.map.getZoom() - zoom)
    if (apart > NEAR && !this.map.isMoving()) this.map.jumpTo({ center: [lng, lat], zoom })
  }

  goHome(): void {
    this.map.fitBounds(this.home, { padding: 24, animate: !stillPreferred() })
  }

  private pick(x: number, y: number): Picked | null {
    if (!this.dressed) return null
    const reach = 4
    const layers = PICKED.filter((id) => this.map.getLayer(id))
    const found = this.map.queryRenderedFeatures([[x - reach, y - reach], [x + reach, y + reach]], { layers })
    const first = found.sort((one, other) => PICKED.indexOf(one.layer.id) - PICKED.indexOf(other.layer.id))[0]
    return first ? { source: first.source, row: Number(first.id), feature: plain(first) } : null
  }

  private fill(source: string, features: FeatureCollection): void {
    this.map.getSource<import('maplibre-gl').GeoJSONSource>(source)?.setData(asAddress(features))
  }

  /** Tell the map now, and again after it has changed its dress. */
  private keep(place: number, tell: () => void): void {
    this.again[place] = tell
    void this.ready.then(() => this.again[place] === tell && tell())
  }
}

function plain(feature: MapGeoJSONFeature): Feature {
  return { type: 'Feature', id: feature.id, geometry: feature.geometry, properties: feature.properties }
}

function among(rows: number[]): ExpressionSpecification {
  return ['in', ['id'], ['literal', rows]] as unknown as ExpressionSpecification
}

function stillPreferred(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}

/** The district: its areas, else whatever it has. */
function homeOf(layers: Layers): [number, number, number, number] {
  const own = layers.areas?.features.length ? [layers.areas] : Object.values(layers)
  return boundsOf(own) ?? [-180, -60, 180, 75]
}

function widened([west, south, east, north]: [number, number, number, number]): [number, number, number, number] {
  const wide = Math.max(east - west, 0.02)
  const high = Math.max(north - south, 0.02)
  return [Math.max(west - wide, -180), Math.max(south - high, -85), Math.min(east + wide, 180), Math.min(north + high, 85)]
}
