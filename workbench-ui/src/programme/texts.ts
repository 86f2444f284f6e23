/** What the page says, in both languages. */

import type { Words } from '../shared/words'

export const TEXTS = {
  whole: ['whole programme', '全部'],
  showUntil: ['works started', '启动时间'],
  upTo: ['full colour: starts in this phase; pale: started before', '深色：本期启动；浅色：此前启动'],
  map: ['Map of what is done with each site; the table below tells the same', '各地块方案地图，下表内容相同'],
  noWebgl: ['The map needs WebGL, which this browser does not offer. The table below tells the same.', '地图需要 WebGL，当前浏览器不支持；下表内容相同。'],
  kept: ['kept, or not yet', '保留或未启动'],
  hint: ['Choose a site on the map or in a table: what is done, when, and why.', '在地图或表格中选择地块，查看做什么、何时做、为什么。'],
  dearest: ['Most public money', '公共投入最多'],
  leftOut: ['left off the map for want of room', '因容量未绘'],
  search: ['site, place, option …', '地块、单元、方案……'],
  table: ['All sites', '全部地块'],
  anyAction: ['any kind', '全部方式'],
  anyPhase: ['any phase', '全部分期'],
  keptOnly: ['kept', '保留'],
  site: ['Site', '地块'],
  place: ['Where', '位置'],
  chosen: ['What is done', '方案'],
  starts: ['Works start', '启动'],
  opens: ['Opens', '启用'],
  end: ['after the last phase', '末期之后'],
  publicCost: ['Public cost', '公共投入'],
  why: ['Why: next best, and what the whole would lose by it', '理由：次优及整体损失'],
  more: ['more', '更多'],
  noMatch: ['No site matches.', '没有符合的地块。'],
  keep: ['kept as it is', '保留'],
  ownerCost: ['Owners’ cost', '业主投入'],
  developerCost: ['Developer’s cost', '开发投入'],
  revenue: ['Revenue', '收入'],
  npv: ['Net present value', '净现值'],
  homes: ['Homes, before → after', '住房（前→后）'],
  good: ['Homes made good', '达标住房'],
  out: ['Households out for the works', '过渡户'],
  gone: ['Households out for good', '永久搬迁户'],
  floor: ['Floor area under works', '施工面积'],
  months: ['Length of the works', '施工期'],
  brings: ['What it brings, in the brief’s weights', '按任务书权重折算的贡献'],
  nothing: ['Nothing counts for or against it.', '无计入项。'],
  consent: ['Depends on consent', '取决于居民同意'],
  turns: ['What would turn it', '何种变化会改变选择'],
  rows: ['The limit that weighs most on it', '影响最大的限制'],
  alone: ['Nothing else may be done with it.', '没有其他可选方案。'],
  money: ['money', '金额'],
  sitesCount: ['sites', '个地块'],
} as const satisfies Record<string, Words>

/** Why a site gets what it gets, in one sentence: what it could have had else, and the loss. */
export function whyWords(next: Words, phase: Words | null, loses: number | null, told: (value: number) => Words): Words {
  if (loses === null) return TEXTS.alone
  const when = inPhase(phase)
  const amount = told(Math.abs(loses))
  if (loses >= 0) return [`next best: ${next[0]}${when[0]}; the whole would lose ${amount[0]}`, `次优：${next[1]}${when[1]}，整体将损失${amount[1]}`]
  return [
    `${next[0]}${when[0]} would bring ${amount[0]} more by itself; whole sites left no room for it within the limits`,
    `单看${next[1]}${when[1]}可多得${amount[1]}，但限值之内凑不出整块余量`,
  ]
}

/** The same where next to nothing would be lost or gained: a sum would look more exact than it is. */
export function asGoodWords(next: Words, phase: Words | null): Words {
  const when = inPhase(phase)
  return [`next best: ${next[0]}${when[0]}; practically as good`, `次优：${next[1]}${when[1]}，几乎同样好`]
}

function inPhase(phase: Words | null): Words {
  return phase ? [` in ${phase[0]}`, `（${phase[1]}）`] : ['', '']
}
