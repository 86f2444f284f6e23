/** The one map of the workbench: made once, kept when rooms change, told what to show by name. */

import { Map as LibreMap, prewarm, setWorkerUrl, type ExpressionSpecification, type GeoJSONSource, type MapMouseEvent } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import type { Feature, FeatureCollection, Position } from 'geojson'
import type { Camera } from '../../shared/camera'
import { boundsOf, type Bounds } from '../../shared/map/features'
import { hatch } from '../../shared/map/hatch'
import { styleOf, type Base, type Held } from './style'

export interface Place extends Base {
  container: HTMLElement
  dark: boolean
  solid: boolean
  camera: Camera | null
  oncamera: (camera: Camera) => void
  onpick: (picked: Picked | null, at: Position) => void
  onpoint: (picked: Picked | null, at: { x: number; y: number }) => void
}

/** What lies under the pointer: collection and reference. */
export interface Picked {
  collection: string
  ref: string
  properties: Readonly<Record<string, unknown>>
}

/** Rows of a collection in the colour of their value; `hatched` are unavailable. */
export interface Shading {
  collection: 'areas' | 'sites'
  colours: ReadonlyMap<string, readonly string[]>
  hatched: readonly string[]
}

setWorkerUrl(workerUrl)
prewarm()

const SHADED = { areas: ['shade', 'hatch', 'edge'], sites: ['shade', 'hatch'] } as const
const NEAR = 0.02
const HOME_PADDING = 24
const TILT_DEG = 55
const PICKED = ['drawn-shade', 'sites-shade', 'sites-hatch', 'areas-shade', 'areas-hatch', 'marks']

export class Atlas {
  readonly map: LibreMap
  private readonly again = new Map<string, () => void>()
  private dressed = false
  /** Where the camera stood when the whole district was last shown. */
  private home: Camera | null = null
  /** While something is drawn, clicks belong to the drawing. */
  drawing: Drawing | null = null

  constructor(private readonly place: Place) {
    const { camera, bounds } = place
    const map = new LibreMap({
      container: place.container,
      style: styleOf(place, place.dark, place.solid),
      ...(camera ? { center: [camera.lng, camera.lat], zoom: camera.zoom } : { bounds, fitBoundsOptions: { padding: HOME_PADDING } }),
      attributionControl: false,
      pitch: place.solid ? TILT_DEG : 0,
      dragRotate: place.solid,
      fadeDuration: 0,
      maxZoom: 19.5,
      maxBounds: widened(bounds),
    })
    this.map = map
    if (!camera) this.home = this.camera
    // panels come and go around the map: who didn't move it still sees the whole district
    map.on('resize', () => this.isHome() && this.goHome(false))
    map.on('style.load', () => this.dressAgain())
    map.on('click', (event) => (this.drawing ? this.drawing.onclick(event) : place.onpick(this.pick(event), event.lngLat.toArray())))
    map.on('mousemove', (event) => this.point(event))
    map.getCanvas().addEventListener('mouseleave', () => place.onpoint(null, { x: 0, y: 0 }))
    map.on('moveend', () => {
      const { lng, lat } = map.getCenter()
      place.oncamera({ lng, lat, zoom: map.getZoom() })
    })
  }

  /** Change between light and dark, showing the same. */
  dress(dark: boolean): void {
    this.dressed = false
    this.place.dark = dark
    this.map.setStyle(styleOf(this.place, dark, this.place.solid), { diff: false })
  }

  /** Stand buildings up, or lay them flat. */
  stand3d(solid: boolean): void {
    if (this.place.solid === solid) return
    this.place.solid = solid
    this.tell('solid', () => this.map.getLayer('solids') && this.map.setLayoutProperty('solids', 'visibility', solid ? 'visible' : 'none'))
    if (solid) this.map.dragRotate.enable()
    else this.map.dragRotate.disable()
    this.map.easeTo({ pitch: solid ? TILT_DEG : 0, bearing: 0, animate: !stillPreferred() })
  }

  shade(shading: Shading | null): void {
    this.tell('shading', () => {
      for (const collection of ['areas', 'sites'] as const) this.paint(collection, shading?.collection === collection ? shading : null)
    })
  }

  fill(source: Held, features: FeatureCollection): void {
    // a source is empty at first, and its layers unseen
    if (!features.features.length && !this.again.has(source)) return
    const visibility = features.features.length ? 'visible' : 'none'
    this.tell(source, () => {
      this.map.getSource<GeoJSONSource>(source)?.setData(features)
      for (const layer of this.map.getStyle().layers) {
        if ('source' in layer && layer.source === source) this.map.setLayoutProperty(layer.id, 'visibility', visibility)
      }
    })
  }

  flyTo(feature: Feature, maxZoom = 16): void {
    const bounds = boundsOf([{ type: 'FeatureCollection', features: [feature] }])
    if (bounds) this.map.fitBounds(bounds, { padding: 64, maxZoom, pitch: this.map.getPitch(), animate: !stillPreferred() })
  }

  at({ lng, lat, zoom }: Camera): void {
    const now = this.map.getCenter()
    const apart = Math.abs(now.lng - lng) + Math.abs(now.lat - lat) + Math.abs(this.map.getZoom() - zoom)
    if (apart > NEAR && !this.map.isMoving()) this.map.jumpTo({ center: [lng, lat], zoom })
  }

  goHome(isAnimated = !stillPreferred()): void {
    // where it ends, which what is kept in sight may move a little
    void this.map.once('moveend', () => (this.home = this.camera))
    this.map.fitBounds(this.place.bounds, { padding: HOME_PADDING, animate: isAnimated })
  }

  private get camera(): Camera {
    const { lng, lat } = this.map.getCenter()
    return { lng, lat, zoom: this.map.getZoom() }
  }

  private isHome(): boolean {
    return this.home !== null && isSame(this.home, this.camera)
  }

  /** The place on the ground under a point of the screen. */
  ground(x: number, y: number): Position {
    const { lng, lat } = this.map.unproject([x, y])
    return [lng, lat]
  }

  private tell(what: string, tell: () => void): void {
    this.again.set(what, tell)
    if (this.dressed) tell()
  }

  private dressAgain(): void {
    if (!this.map.hasImage('hatch')) this.map.addImage('hatch', hatch(this.place.dark), { pixelRatio: 2 })
    this.dressed = true
    for (const tell of this.again.values()) tell()
  }

  private paint(collection: Shading['collection'], shading: Shading | null): void {
    if (!this.map.getLayer(`${collection}-shade`)) return
    // a layer that isn't visible asks for no tiles
    for (const part of SHADED[collection]) this.map.setLayoutProperty(`${collection}-${part}`, 'visibility', shading ? 'visible' : 'none')
    const groups = [...(shading?.colours ?? [])].filter(([, refs]) => refs.length)
    const all = groups.flatMap(([, refs]) => refs)
    const hatched = shading?.hatched ?? []
    this.map.setFilter(`${collection}-shade`, among(all))
    this.map.setFilter(`${collection}-hatch`, among(hatched))
    if (collection === 'areas') this.map.setFilter('areas-edge', among([...all, ...hatched]))
    const cases = groups.flatMap(([colour, refs]) => [refs, colour])
    const paint = cases.length ? ['match', ['get', 'ref'], ...cases, 'rgba(0,0,0,0)'] : 'rgba(0,0,0,0)'
    this.map.setPaintProperty(`${collection}-shade`, 'fill-color', paint as ExpressionSpecification)
  }

  private point(event: MapMouseEvent): void {
    if (this.drawing) return
    const found = this.pick(event)
    this.map.getCanvas().style.cursor = found ? 'pointer' : ''
    this.place.onpoint(found, event.point)
  }

  private pick({ point: { x, y } }: MapMouseEvent): Picked | null {
    if (!this.dressed) return null
    const layers = PICKED.filter((id) => this.map.getLayer(id))
    const found = this.map.queryRenderedFeatures([[x - 3, y - 3], [x + 3, y + 3]], { layers })
    const first = found.sort((one, other) => layers.indexOf(one.layer.id) - layers.indexOf(other.layer.id))[0]
    return first ? { collection: first.source, ref: String(first.properties.ref ?? ''), properties: first.properties } : null
  }
}

/** Something that takes the map's clicks until it is done. */
export interface Drawing {
  onclick: (event: MapMouseEvent) => void
}

export function stillPreferred(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}

function among(refs: readonly string[]): ExpressionSpecification {
  return ['in', ['get', 'ref'], ['literal', [...refs]]] as unknown as ExpressionSpecification
}

function widened([west, south, east, north]: Bounds): Bounds {
  const wide = Math.max(east - west, 0.02)
  const high = Math.max(north - south, 0.02)
  return [Math.max(west - wide, -180), Math.max(south - high, -85), Math.min(east + wide, 180), Math.min(north + high, 85)]
}

/** Whether two cameras show the same, but for what rounding does. */
function isSame(one: Camera, other: Camera): boolean {
  return Math.abs(one.lng - other.lng) < 1e-5 && Math.abs(one.lat - other.lat) < 1e-5 && Math.abs(one.zoom - other.zoom) < 1e-3
}
