/** Words of the room of the audit log. */

import type { Words } from '../../shared/words'

export const TEXTS = {
  title: ['Audit', '审计'],
  asks: ['Who did what, and is the log whole?', '谁做了什么，日志是否完整？'],
  lead: ['Every change of a record is an entry; each entry’s hash covers the one before, so nothing can be altered, dropped or moved unseen. Personal values stand in it only as codes whose key goes when a person is erased.', '每次修改都记入一条日志；每条的哈希都包含上一条，因此任何篡改、删除或调换都会被发现。个人信息在日志中仅以密钥编码出现，注销个人时密钥即销毁。'],
  head: ['The log ends here', '日志末端'],
  download: ['Download the end', '下载末端凭证'],
  headHint: ['Keep it elsewhere: with it anybody can prove later that nothing was cut off.', '请另行保存：凭此可证明日志此后未被截断。'],
  verify: ['Recount the log', '核验日志'],
  verifying: ['Recounting…', '核验中…'],
  anchor: ['An end noted earlier (file)', '之前保存的末端（文件）'],
  holds: ['The log is whole, and every record is what it says.', '日志完整，所有记录与日志一致。'],
  broken: ['The log is not what was written', '日志与原始记录不符'],
  atEntry: ['first at entry', '首个异常条目'],
  astray: ['Records that are not what the log says', '与日志不符的记录'],
  entries: ['entries', '条日志'],
  erased: ['people erased; their entries still hold', '人已注销；其日志仍有效'],
  number: ['Entry', '序号'],
  at: ['When', '时间'],
  by: ['Who', '操作人'],
  what: ['What', '操作'],
  record: ['Record', '记录'],
  why: ['Why', '原因'],
  more: ['Earlier entries', '更早的日志'],
  content: ['Content', '内容'],
  empty: ['Nothing was changed yet', '尚无变更'],
  system: ['the system', '系统'],
} as const satisfies Record<string, Words>

export const DEEDS: Readonly<Record<string, Words>> = {
  added: ['added', '新增'], changed: ['changed', '修改'], ended: ['ended', '停用'], reopened: ['taken back', '恢复'], erased: ['erased', '注销'],
}

/** What kinds of records are called. */
export const KINDS: Readonly<Record<string, Words>> = {
  person: ['person', '人员'], role_grant: ['role', '角色'], session: ['sign-in', '登录'], token: ['token', '令牌'], invitation: ['invitation', '邀请'], layer: ['layer', '图层'], layer_version: ['version of a layer', '图层版本'],
  area: ['area', '片区'], option_edit: ['edit of an option', '方案修改'], consent_round: ['consent round', '征询轮次'], kept_brief: ['brief', '任务书'], kept_programme: ['programme', '更新计划'], agreement: ['stance', '表态'],
  comment: ['comment', '意见'], publication: ['publication', '公开'], job: ['long work', '任务'], upload: ['uploaded file', '上传文件'],
}
