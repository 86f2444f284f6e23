/** Words of the public catalogue. */

import type { Words } from '../../shared/words'

export const TEXTS = {
  title: ['Catalogue', '项目目录'],
  lead: ['What is to be renewed in this district, by whom, when, and who could take part.', '本区更新什么、由谁实施、何时进行、谁可以参与。'],
  projects: ['Projects', '项目'],
  street: ['My street', '我的街道'],
  search: ['Search by name, code, street', '按名称、编号、街道搜索'],
  anyStage: ['Any stage', '全部阶段'],
  anyZone: ['Any zone', '全部功能区'],
  anyUse: ['Any use', '全部用途'],
  anyRole: ['Any role wanted', '全部所需角色'],
  found: ['projects', '个项目'],
  foundOne: ['project', '个项目'],
  moreFound: ['Show more', '显示更多'],
  none: ['Nothing is published in the catalogue yet. Projects stand here once a coordinator publishes them.', '项目目录尚无公开内容。统筹人员公开项目后将显示在此。'],
  toProjects: ['Go to the projects', '前往项目'],
  noneFits: ['No project fits these filters.', '没有符合筛选条件的项目。'],
  clear: ['Clear the filters', '清除筛选'],
  site: ['site', '个地块'],
  sites: ['sites', '个地块'],
  wanted: ['wanted', '征集'],
  downloads: ['All of it to take along', '整体下载'],
  geojson: ['Map (GeoJSON)', '地图（GeoJSON）'],
  csv: ['Sites (CSV, UK brownfield)', '地块（CSV，英国棕地格式）'],
  oc4ids: ['Open contracting (OC4IDS)', '开放合同数据（OC4IDS）'],
  pool: ['Project pool (XLSX)', '项目库（XLSX）'],
  back: ['All projects', '全部项目'],
  page: ['One page to print', '可打印页面'],
  readFor: ['Read it as', '阅读视角'],
  developer: ['Developer', '开发主体'],
  operator: ['Operator', '运营主体'],
  designer: ['Designer', '设计机构'],
  financier: ['Financier', '金融机构'],
  residents: ['Resident', '居民'],
  everybody: ['Course & risks', '进程与风险'],
  why: ['Why together', '合并实施的理由'],
  phases: ['When', '时间安排'],
  milestones: ['Milestones', '节点'],
  forecast: ['forecast', '预计'],
  achieved: ['reached', '已完成'],
  withheld: ['withheld', '未公开'],
  withheldHint: ['This part is withheld from the public; the office decides what is shown.', '该部分未向公众公开，由主管部门决定公开范围。'],
  unavailable: ['unavailable', '不可用'],
  basis: ['Basis', '依据'],
  range: ['Range', '区间'],
  run: ['Run', '来源运行'],
  wouldGive: ['What would give it', '如何补充'],
  madeUp: ['Made up: this project is an example.', '虚构示例项目。'],
  madeUpShort: ['made up', '虚构'],
  pricesMadeUp: ['Prices are made up.', '价格为虚构。'],
  dataOf: ['Data of', '数据日期'],
  pricesOf: ['prices of', '价格日期'],
  proof: ['Programme', '计划'],
  openOffice: ['Work on it', '进入项目管理'],
  // street
  streetTitle: ['What happens to my street?', '我的街道会怎样？'],
  streetLead: ['Click on the map, or type the name of a street or a site.', '在地图上点击，或输入街道、地块名称。'],
  streetSearch: ['Street, lane or site', '街道、弄堂或地块'],
  look: ['Look', '查询'],
  middle: ['Use the middle of the map', '使用地图中心'],
  here: ['The place you chose', '您选择的位置'],
  nothingHere: ['Nothing is planned here. Every site stays as it is in what is published.', '此处没有安排：在已公开的内容中，该地块保持现状。'],
  noneFound: ['No street or site of that name is in the district’s data.', '城区数据中没有该名称的街道或地块。'],
  whatIs: ['What is done', '更新内容'],
  when: ['When', '时间'],
  who: ['Who moves, where and when', '谁搬迁、迁往何处、何时'],
  arrives: ['What arrives', '新增内容'],
  partOf: ['Part of', '所属项目'],
  noMoves: ['Nobody has to move.', '无人需要搬迁。'],
  whoWithheld: ['Who moves is not public yet.', '搬迁安排尚未公开。'],
  read: ['Read the project', '查看项目'],
  metres: ['m away', '米外'],
  byStage: ['Projects by stage', '按阶段显示项目'],
} as const satisfies Record<string, Words>

/** How many sites, in words. */
export function sitesWords(count: number): Words {
  const [en, zh] = count === 1 ? TEXTS.site : TEXTS.sites
  return [`${count} ${en}`, `${count}${zh}`]
}

/** How many sites a chart leaves out, and where they stand. */
export function moreWords(count: number): Words {
  const [en, zh] = sitesWords(count)
  return [`${en} more ${count === 1 ? 'isn’t' : 'aren’t'} drawn here; the tables name every site`, `另有${zh}未绘出，全部地块见各表`]
}
