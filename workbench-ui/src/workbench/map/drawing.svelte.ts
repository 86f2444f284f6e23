/** Draws one area on the map: corners by clicks, moved by dragging or by arrow keys, taken away again, every step undone. */

import type { Feature, FeatureCollection, Position } from 'geojson'
import type { MapMouseEvent } from 'maplibre-gl'
import { EMPTY } from '../../shared/map/features'
import type { Atlas, Drawing } from './atlas'

const LEAST_CORNERS = 3
/** Pixels by which an arrow key moves a corner, and by which a click may miss one. */
const KEY_STEP = 4
const REACH = 9

export type Ring = readonly Position[]

export class Pen implements Drawing {
  /** Corners in their order, the first not repeated at the end. */
  corners = $state.raw<Ring>([])
  /** Whether the ring is closed: then corners are moved, before they are set. */
  closed = $state(false)
  /** The corner held, by its position; −1: none. */
  held = $state(-1)
  private before: { corners: Ring; closed: boolean }[] = []
  private undone = $state(0)
  private readonly stop: () => void

  constructor(private readonly atlas: Atlas, ring: Ring = []) {
    this.corners = ring
    this.closed = ring.length >= LEAST_CORNERS
    const { map } = atlas
    const down = (event: MapMouseEvent): void => this.take(event)
    const twice = (event: MapMouseEvent): void => (event.preventDefault(), this.close())
    const key = (event: KeyboardEvent): void => this.press(event)
    map.on('mousedown', down)
    map.on('dblclick', twice)
    map.getCanvas().addEventListener('keydown', key, true)
    map.getCanvas().style.cursor = 'crosshair'
    atlas.drawing = this
    this.stop = () => {
      map.off('mousedown', down)
      map.off('dblclick', twice)
      map.getCanvas().removeEventListener('keydown', key, true)
      map.getCanvas().style.cursor = ''
      atlas.drawing = null
      atlas.fill('draft', EMPTY)
    }
  }

  get enough(): boolean {
    return this.corners.length >= LEAST_CORNERS
  }

  get canUndo(): boolean {
    return this.undone >= 0 && this.before.length > 0
  }

  /** A click sets a corner at the end; one on the first corner closes the ring. */
  onclick({ point: { x, y } }: MapMouseEvent): void {
    if (this.closed) return
    if (this.enough && this.cornerAt(x, y) === 0) this.close()
    else if (this.cornerAt(x, y) < 0) this.set([...this.corners, this.atlas.ground(x, y)])
  }

  close(): void {
    if (!this.closed && this.enough) this.keep(this.corners, true)
  }

  undo(): void {
    const last = this.before.pop()
    if (!last) return
    this.corners = last.corners
    this.closed = last.closed
    this.held = -1
    this.undone += 1
  }

  /** Take the corner that is held away. */
  drop(): void {
    if (this.held < 0 || (this.closed && this.corners.length <= LEAST_CORNERS)) return
    this.set(this.corners.filter((_, place) => place !== this.held))
    this.held = -1
  }

  /** Put corners in place of all there are, as somebody wrote them. */
  write(ring: Ring): void {
    this.keep(ring, ring.length >= LEAST_CORNERS)
  }

  done(): void {
    this.stop()
  }

  /** What the map shows of it. */
  get shown(): FeatureCollection {
    const { corners, closed, held } = this
    const features: Feature[] = corners.map((coordinates, place) => ({ type: 'Feature', properties: { part: 'corner', held: place === held }, geometry: { type: 'Point', coordinates } }))
    if (closed) {
      features.push({ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [[...corners, corners[0]!]] } })
      features.push(...middles(corners).map((coordinates): Feature => ({ type: 'Feature', properties: { part: 'middle' }, geometry: { type: 'Point', coordinates } })))
    } else if (corners.length > 1) features.push({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: [...corners] } })
    return { type: 'FeatureCollection', features }
  }

  private set(corners: Ring): void {
    this.keep(corners, this.closed)
  }

  private keep(corners: Ring, closed: boolean): void {
    this.before.push({ corners: this.corners, closed: this.closed })
    this.corners = corners
    this.closed = closed
    this.undone += 1
  }

  private cornerAt(x: number, y: number): number {
    return this.corners.findIndex((corner) => this.isNear(corner, x, y))
  }

  private isNear([lng, lat]: Position, x: number, y: number): boolean {
    const at = this.atlas.map.project([lng!, lat!])
    return Math.hypot(at.x - x, at.y - y) <= REACH
  }

  /** Hold a corner, or make one out of a middle, and drag it. */
  private take(event: MapMouseEvent): void {
    const { x, y } = event.point
    let place = this.cornerAt(x, y)
    const middle = place < 0 && this.closed ? middles(this.corners).findIndex((one) => this.isNear(one, x, y)) : -1
    this.held = place >= 0 ? place : -1
    if (place < 0 && middle < 0) return
    event.preventDefault()
    this.before.push({ corners: this.corners, closed: this.closed })
    if (middle >= 0) {
      place = middle + 1
      this.corners = [...this.corners.slice(0, place), this.atlas.ground(x, y), ...this.corners.slice(place)]
    }
    this.held = place
    const { map } = this.atlas
    const move = ({ point }: MapMouseEvent): void => this.move(place, this.atlas.ground(point.x, point.y))
    map.on('mousemove', move)
    map.once('mouseup', () => {
      map.off('mousemove', move)
      this.undone += 1
    })
  }

  private move(place: number, to: Position): void {
    this.corners = this.corners.map((corner, one) => (one === place ? to : corner))
  }

  private press(event: KeyboardEvent): void {
    const aside = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    if (event.key === 'Enter') this.corners.length && this.enough ? this.close() : this.setInMiddle()
    else if (event.key === ' ') this.setInMiddle()
    else if (event.key === 'Delete' || event.key === 'Backspace') this.drop()
    else if (event.key === 'z' && (event.ctrlKey || event.metaKey)) this.undo()
    else if (aside && this.held >= 0) this.nudge(aside as [number, number])
    else return
    event.preventDefault()
    event.stopImmediatePropagation()
  }

  /** By keyboard: a corner where the middle of the map is. */
  private setInMiddle(): void {
    if (this.closed) return
    const { lng, lat } = this.atlas.map.getCenter()
    this.set([...this.corners, [lng, lat]])
  }

  private nudge([right, down]: [number, number]): void {
    const corner = this.corners[this.held]!
    const at = this.atlas.map.project([corner[0]!, corner[1]!])
    const to = this.atlas.ground(at.x + right * KEY_STEP, at.y + down * KEY_STEP)
    this.set(this.corners.map((one, place) => (place === this.held ? to : one)))
  }
}

function middles(corners: Ring): Position[] {
  return corners.map(([x, y], place) => {
    const [nextX, nextY] = corners[(place + 1) % corners.length]!
    return [(x! + nextX!) / 2, (y! + nextY!) / 2]
  })
}
