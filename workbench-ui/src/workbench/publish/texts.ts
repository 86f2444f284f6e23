/** Words of the room of what is public. */

import type { Words } from '../../shared/words'

export const TEXTS = {
  title: ['Public', '公开'],
  asks: ['What does the public see?', '公众能看到什么？'],
  lead: ['What is listed here anybody may read, without an account: on this map, as tables and as files. Nothing else of the district is public.', '此处所列内容无需账户即可查看：可在地图浏览，也可下载表格与文件。除此之外均不公开。'],
  none: ['Nothing is published yet.', '尚无公开内容。'],
  noneHint: ['A coordinator publishes a check-up, a run of options, a layer or a programme; it can be taken back at any time.', '统筹人员可公开体检、方案、图层或计划，并可随时撤回。'],
  add: ['Publish…', '公开…'],
  what: ['What', '内容'],
  run: ['A run', '计算结果'],
  layer: ['A layer', '图层'],
  titleEn: ['Title in English', '英文标题'],
  titleZh: ['Title in Chinese', '中文标题'],
  follows: ['What follows: within seconds anybody who has the address sees it, and may keep a copy. Taking it back later doesn’t take copies back.', '公开后数秒内任何人均可查看并保存副本；之后撤回无法收回已保存的副本。'],
  publish: ['Publish', '公开'],
  done: ['It is published', '已公开'],
  takeBack: ['Take it back', '撤回'],
  back: ['It is no longer public', '已撤回公开'],
  since: ['Since', '公开时间'],
  hash: ['Content', '内容标识'],
  cancel: ['Cancel', '取消'],
  open: ['See it as the public does', '以公众视角查看'],
  kind: ['Kind', '类型'],
} as const satisfies Record<string, Words>
