/** The rooms of the workbench, in the order of the list; each is fetched when it is entered. */

import type { Component } from 'svelte'
import type { Words } from '../shared/words'
import type { Role } from './api/types'

export interface Room {
  key: string
  name: Words
  /** The question that the room answers. */
  asks: Words
  /** Lines of its sign, in a square of 24. */
  sign: string
  /** Who finds it in the list; nobody named: everybody. */
  who: readonly Role[]
  load: () => Promise<{ default: Component }>
}

const OFFICE: readonly Role[] = ['planner', 'coordinator', 'auditor']

export const ROOMS: readonly Room[] = [
  {
    key: 'data', name: ['Data', '数据'], asks: ['What do we know, and what is missing?', '掌握哪些数据，还缺什么？'], who: ['planner', 'coordinator', 'auditor'],
    sign: 'M4 6c0-3 16-3 16 0v12c0 3-16 3-16 0zM4 6c0 3 16 3 16 0M4 12c0 3 16 3 16 0', load: () => import('./data/Room.svelte'),
  },
  {
    key: 'check-up', name: ['Check-up', '体检'], asks: ['Where do we fall short?', '短板在哪里？'], who: [],
    sign: 'M3 12h4l2-6 4 12 3-8 1 2h4', load: () => import('./check-up/Room.svelte'),
  },
  {
    key: 'areas', name: ['Zones & units', '分区与单元'], asks: ['Who leads which part?', '各片区由谁牵头？'], who: [...OFFICE, 'field_worker'],
    sign: 'M4 8l6-4 10 5-2 9-9 2-5-5z', load: () => import('./areas/Room.svelte'),
  },
  {
    key: 'sites', name: ['Sites', '地块'], asks: ['What can be done here?', '这里能做什么？'], who: [],
    sign: 'M4 20V9l6-4 6 4v11M16 20v-8h4v8M3 20h18M8 20v-5h4v5', load: () => import('./sites/Room.svelte'),
  },
  {
    key: 'plan', name: ['Plan', '计划'], asks: ['What do we do, when, and how sure are we?', '做什么、何时做、把握多大？'], who: OFFICE,
    sign: 'M4 5h16M4 10h10M4 15h7M4 20h4M16 12l5 4-5 4z', load: () => import('./plan/Room.svelte'),
  },
  {
    key: 'adopt', name: ['Adopt', '审议'], asks: ['What is agreed, and what follows from it?', '达成了什么共识，意味着什么？'], who: [],
    sign: 'M6 3h9l4 4v14H6zM9 13l2.5 2.5L16 11M9 7h4', load: () => import('./adopt/Room.svelte'),
  },
  {
    key: 'projects', name: ['Projects', '项目'], asks: ['What is carried out together, and how does it go?', '哪些地块一起实施，进展如何？'], who: OFFICE,
    sign: 'M4 5h4v14H4zM10 5h4v9h-4zM16 5h4v6h-4z', load: () => import('./projects/Room.svelte'),
  },
  {
    key: 'catalogue', name: ['Catalogue', '项目目录'], asks: ['What is to happen, where, and who could take part?', '将要发生什么、在哪里、谁可以参与？'], who: [],
    sign: 'M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11M9 8h6', load: () => import('./catalogue/Room.svelte'),
  },
  {
    key: 'offers', name: ['Offers', '推介'], asks: ['Who is sought, on what terms, until when?', '征集哪些主体，条件是什么，截止到何时？'], who: [],
    sign: 'M4 12l8-8h7v7l-8 8zM15.5 8.5h.01M8 20h12', load: () => import('./offers/Room.svelte'),
  },
  {
    key: 'matching', name: ['Matching', '匹配'], asks: ['Who could have which space, who could carry out what, and what is short?', '谁适合哪处空间、谁能承担哪个项目，还缺什么？'], who: OFFICE,
    sign: 'M6 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM18 22a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 7l8 10M18 8h-4M18 5v6M6 16v6M3 19h6', load: () => import('./matching/Room.svelte'),
  },
  {
    key: 'people', name: ['People & roles', '人员与权限'], asks: ['Who may do what?', '谁可以做什么？'], who: ['admin', 'auditor'],
    sign: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6M18 14.5c2.3 .7 3.5 2.5 3.5 5.5', load: () => import('./people/Room.svelte'),
  },
  {
    key: 'publish', name: ['Publish', '公开'], asks: ['What does the public see?', '公众能看到什么？'], who: [],
    sign: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18', load: () => import('./publish/Room.svelte'),
  },
  {
    key: 'audit', name: ['Audit', '审计'], asks: ['Who did what, and is the log whole?', '谁做了什么，日志是否完整？'], who: ['auditor', 'admin'],
    sign: 'M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5', load: () => import('./audit/Room.svelte'),
  },
]

/** Rooms without a place in the list. */
export const DOORS: readonly Room[] = [
  { key: 'sign-in', name: ['Sign in', '登录'], asks: ['', ''], who: [], sign: '', load: () => import('./sign-in/SignIn.svelte') },
  { key: 'first', name: ['First account', '首个账户'], asks: ['', ''], who: [], sign: '', load: () => import('./sign-in/FirstAccount.svelte') },
  { key: 'invited', name: ['Invitation', '邀请'], asks: ['', ''], who: [], sign: '', load: () => import('./sign-in/Invitation.svelte') },
  { key: 'account', name: ['Account', '账户'], asks: ['', ''], who: [], sign: '', load: () => import('./sign-in/Account.svelte') },
]

export const FIRST_ROOM = 'check-up'
