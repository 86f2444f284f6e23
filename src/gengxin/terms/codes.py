"""The code lists of the data dictionary: code → (English, Chinese)."""

__all__ = [
    "ACTIONS",
    "AGE_GROUPS",
    "AREA_LEVELS",
    "BARRIER_KINDS",
    "BASES",
    "CAUSES",
    "CONDITIONS",
    "CONSENT_STATES",
    "CURRENCIES",
    "DEFICIENCIES",
    "FACILITY_KINDS",
    "FACTOR_BASES",
    "FIXINGS",
    "FLOOR_USES",
    "GREEN_KINDS",
    "GROWTH_STAGES",
    "HEIGHT_BANDS",
    "HERITAGE_CLASSES",
    "HOME_SIZES",
    "MASS_BASES",
    "MASS_WORKS",
    "MONEY_ITEMS",
    "NEED_STATES",
    "NOT_RENEWABLE_REASONS",
    "OPTION_STATES",
    "ORIGINS",
    "PARTIES",
    "RATE_STATES",
    "RULE_EFFECTS",
    "RULE_KINDS",
    "RULE_STATES",
    "SLOT_EFFECTS",
    "STATUSES",
    "STOP_MODES",
    "STRUCTURES",
    "TENURES",
    "THEMES",
    "USE_CLASSES",
    "WAY_KINDS",
]

Codes = dict[str, tuple[str, str]]

BASES: Codes = {
    "measured": ("measured", "实测"),
    "given": ("given by the source", "来源给定"),
    "estimated": ("estimated", "估算"),
    "computed": ("computed", "计算"),
}

AREA_LEVELS: Codes = {
    "functional_zone": ("functional zone", "功能区"),
    "renewal_unit": ("renewal unit", "更新单元"),
    "sub_district": ("sub-district", "街道"),
    "neighbourhood": ("neighbourhood", "居委会"),
}

# column of `people` → words; years of age, both ends included
AGE_GROUPS: Codes = {
    "age_0_2_people": ("aged 0–2", "0–2岁"),
    "age_3_5_people": ("aged 3–5", "3–5岁"),
    "age_6_11_people": ("aged 6–11", "6–11岁"),
    "age_12_14_people": ("aged 12–14", "12–14岁"),
    "age_15_59_people": ("aged 15–59", "15–59岁"),
    "age_60_64_people": ("aged 60–64", "60–64岁"),
    "age_65_up_people": ("aged 65 and over", "65岁及以上"),
}

USE_CLASSES: Codes = {
    "residential": ("residential", "居住"),
    "mixed": ("mixed use", "混合"),
    "commercial": ("commercial", "商业"),
    "office": ("office", "办公"),
    "research": ("research", "科研"),
    "industrial": ("industrial", "工业"),
    "public": ("public service", "公共服务"),
    "education": ("education", "教育"),
    "medical": ("medical", "医疗"),
    "transport": ("transport and parking", "交通"),
    "utility": ("utility", "市政"),
    "green": ("green and open space", "绿地"),
    "water": ("water", "水域"),
    "vacant": ("vacant land", "空地"),
    "other": ("other", "其他"),
}

# stem of the column `<stem>_floor_area_m2` of `sites` → words
FLOOR_USES: Codes = {
    "residential": ("homes", "住宅"),
    "commercial": ("shops and hotels", "商业"),
    "office": ("offices", "办公"),
    "research": ("research", "研发"),
    "industrial": ("industry", "工业"),
    "public": ("public service", "公共服务"),
}

MASS_BASES: Codes = {
    "drawn": ("drawn within limits, or a known footprint", "按限值绘制或轮廓已知"),
    "assumed": ("leans on an assumed footprint", "基于假定轮廓"),
}

MASS_WORKS: Codes = {
    "built": ("built", "新建"),
    "demolished": ("demolished", "拆除"),
}

HOME_SIZES: Codes = {
    "small": ("under 60 m²", "60平方米以下"),
    "medium": ("60–90 m²", "60–90平方米"),
    "large": ("over 90 m²", "90平方米以上"),
}

TENURES: Codes = {
    "owner": ("owner-occupied", "自有自住"),
    "public_rent": ("publicly rented", "公房租赁"),
    "private_rent": ("privately rented", "私房租赁"),
}

CONDITIONS: Codes = {
    "good": ("good", "良好"),
    "fair": ("fair", "一般"),
    "poor": ("poor", "较差"),
    "dangerous": ("dangerous", "危房"),
}

# stem of the column `homes_<stem>_count` → words: homes that lack or suffer this
DEFICIENCIES: Codes = {
    "unsafe_structure": ("unsafe structure", "结构隐患"),
    "fire_risk": ("fire risk", "消防隐患"),
    "damp": ("damp", "渗漏潮湿"),
    "without_own_kitchen_bathroom": ("without own kitchen and bathroom", "不成套"),
    "without_lift": ("above the third storey without a lift", "无电梯"),
}

STRUCTURES: Codes = {
    "timber": ("timber", "木结构"),
    "brick_timber": ("brick and timber", "砖木"),
    "brick_concrete": ("brick and concrete", "砖混"),
    "reinforced_concrete": ("reinforced concrete", "钢筋混凝土"),
    "steel": ("steel", "钢结构"),
    "other": ("other", "其他"),
}

HERITAGE_CLASSES: Codes = {
    "monument": ("protected monument", "文物保护单位"),
    "listed_building": ("listed building", "优秀历史建筑"),
    "conservation_area": ("conservation area", "历史文化风貌区"),
    "historic_street": ("historic street", "风貌道路"),
    "recorded": ("recorded, without protection known", "已登记、保护级别未知"),
}

NOT_RENEWABLE_REASONS: Codes = {
    "street": ("street", "道路"),
    "water": ("water", "水域"),
    "park": ("park or open space", "公园绿地"),
    "school_grounds": ("school or campus grounds", "学校用地"),
    "cemetery": ("cemetery", "墓地"),
    "rail": ("railway", "铁路"),
    "utility": ("utility", "市政设施"),
    "religious": ("place of worship", "宗教用地"),
    "government": ("government", "机关用地"),
    "too_small": ("too small for a decision of its own", "面积过小"),
    "planner": ("left out by the planner", "规划人员排除"),
}

CONSENT_STATES: Codes = {
    "not_asked": ("not asked", "未征询"),
    "asked": ("asked", "已征询"),
    "refused": ("refused", "未同意"),
}

WAY_KINDS: Codes = {
    "street": ("street", "道路"),
    "main_street": ("main street", "主干道"),
    "sidewalk": ("pavement", "人行道"),
    "footway": ("footway", "步行道"),
    "crossing": ("crossing", "过街"),
    "path": ("path", "小径"),
    "steps": ("steps", "台阶"),
    "cycleway": ("cycleway open to walkers", "可步行的自行车道"),
    "across": ("across an open space", "穿越广场或公园"),
    "join": ("link added to join an island", "为连接孤岛补的连线"),
}

BARRIER_KINDS: Codes = {
    "water": ("water", "水域"),
    "railway": ("railway", "铁路"),
    "fast_road": ("fast road", "快速路"),
    "wall": ("wall or fence", "围墙"),
    "compound": ("closed compound", "封闭大院"),
}

GREEN_KINDS: Codes = {
    "park": ("park", "公园"),
    "garden": ("garden", "花园"),
    "playground": ("playground", "儿童游乐场"),
    "sports_ground": ("sports ground", "运动场"),
    "wood": ("wood", "林地"),
    "grass": ("grass", "草地"),
    "cemetery": ("cemetery", "墓地"),
    "other": ("other green", "其他绿地"),
}

STOP_MODES: Codes = {
    "metro": ("metro", "地铁"),
    "rail": ("rail", "铁路"),
    "tram": ("tram", "有轨电车"),
    "bus": ("bus", "公交"),
    "ferry": ("ferry", "轮渡"),
}

NEED_STATES: Codes = {
    "received": ("received", "已收到"),
    "triaged": ("triaged", "已分类"),
    "merged": ("merged", "已合并"),
    "assigned": ("assigned", "已派单"),
    "visiting": ("visiting", "走访中"),
    "planned": ("planned", "已列入计划"),
    "in_works": ("in works", "施工中"),
    "done_claimed": ("reported done", "报完成"),
    "confirmed_fixed": ("confirmed fixed", "已确认解决"),
    "reopened": ("reopened", "重新打开"),
    "declined": ("declined", "不予受理"),
    "referred": ("referred", "已转办"),
    "withdrawn": ("withdrawn", "已撤回"),
}

GROWTH_STAGES: Codes = {
    "transfer": ("transfer of results", "转化"),
    "incubation": ("incubation", "孵化"),
    "industrialisation": ("industrialisation", "产业化"),
}

FACILITY_KINDS: Codes = {
    "nursery": ("nursery, 0–3", "托育机构"),
    "kindergarten": ("kindergarten", "幼儿园"),
    "primary_school": ("primary school", "小学"),
    "middle_school": ("junior secondary school", "初中"),
    "high_school": ("senior secondary school", "高中"),
    "school": ("school, level not stated", "学校（学段未注明）"),
    "health_centre": ("community health centre", "社区卫生服务中心"),
    "health_station": ("health station or clinic", "卫生服务站/诊所"),
    "hospital": ("hospital", "医院"),
    "pharmacy": ("pharmacy", "药店"),
    "elder_day_care": ("day care for older people", "老年人日间照料"),
    "nursing_home": ("nursing home", "养老院"),
    "community_canteen": ("community canteen", "社区食堂"),
    "community_centre": ("community centre", "社区服务中心"),
    "community_station": ("community station", "社区服务站"),
    "culture_centre": ("culture centre", "文化活动中心"),
    "library": ("library or culture station", "图书馆/文化活动站"),
    "youth_centre": ("youth centre", "青少年中心"),
    "sports_centre": ("sports centre", "体育馆/健身中心"),
    "pitch": ("sports pitch or court", "球场"),
    "swimming_pool": ("swimming pool", "游泳池"),
    "fitness_station": ("outdoor fitness", "室外健身点"),
    "park": ("park", "公园"),
    "garden": ("garden or pocket park", "口袋公园"),
    "playground": ("playground", "儿童游乐场"),
    "community_garden": ("community garden", "社区花园"),
    "market": ("wet market", "菜市场"),
    "supermarket": ("supermarket", "超市"),
    "convenience": ("convenience store", "便利店"),
    "basic_shop": ("basic shop or repair", "基本便民商业"),
    "restaurant": ("restaurant", "餐饮"),
    "bank": ("bank", "银行"),
    "post_office": ("post office or parcel point", "邮政快递"),
    "public_toilet": ("public toilet", "公共厕所"),
    "fire_station": ("fire station", "消防站"),
    "police": ("police station", "派出所"),
    "shelter": ("emergency shelter", "应急避难场所"),
    "parking": ("public parking", "公共停车"),
    "charging": ("charging station", "充电设施"),
    "place_of_worship": ("place of worship", "宗教场所"),
    "university": ("university or college", "高校"),
}

# what may be done with a site; infill and added storeys are kinds of extending
ACTIONS: Codes = {
    "keep": ("keep as it is", "保留"),
    "repair": ("repair", "修缮"),
    "retrofit": ("retrofit", "改造提升"),
    "convert": ("convert to another use", "功能转换"),
    "extend": ("extend", "加建扩建"),
    "partial": ("partial redevelopment", "局部拆建"),
    "redevelop": ("full redevelopment", "拆除重建"),
}

OPTION_STATES: Codes = {
    "offered": ("offered", "可选"),
    "forbidden": ("forbidden by a rule", "规则不允许"),
    "dominated": ("no better in anything than another", "被其他方案全面优于"),
    "withdrawn": ("withdrawn by the planner", "规划人员撤回"),
}

# what a planner may lay down for an option
FIXINGS: Codes = {
    "free": ("free to be chosen", "自由选择"),
    "must": ("must be chosen", "必须选用"),
    "must_not": ("must not be chosen", "不得选用"),
}

# where an option was proposed from
ORIGINS: Codes = {
    "standing": ("proposed for every site of its kind", "按地块类型提出"),
    "finding": ("a finding of the check-up", "体检问题"),
    "need": ("a need of residents", "居民需求"),
    "space_request": ("a request for space", "空间需求"),
    "planner": ("the planner", "规划人员"),
}

SLOT_EFFECTS: Codes = {
    "opens": ("opens a service", "新增服务"),
    "closes_for_works": ("closes a service during the works", "施工期间停用服务"),
    "closes_for_good": ("closes a service for good", "永久关闭服务"),
}

PARTIES: Codes = {
    "public": ("public purse", "政府"),
    "owner": ("owners", "业主"),
    "developer": ("developer", "开发主体"),
}

# what money is paid or received for; "own_money" and "surplus" close the sources and uses
MONEY_ITEMS: Codes = {
    "acquisition": ("price of the land", "土地出让"),
    "compensation": ("compensation", "征收补偿"),
    "demolition": ("demolition", "拆除"),
    "decant": ("temporary rehousing", "临时安置"),
    "construction": ("construction", "建安工程"),
    "fees": ("fees", "前期及其他费用"),
    "finance": ("finance", "财务费用"),
    "profit": ("profit asked for", "合理利润"),
    "transfer": ("transfer of floor area", "容积率转移"),
    "sale": ("sale", "销售收入"),
    "rent": ("rent", "租金收入"),
    "rent_forgone": ("rent of today forgone", "原租金损失"),
    "operating": ("operating cost", "运营成本"),
    "end_value": ("value of what is let", "持有物业价值"),
    "value_forgone": ("value of today's use forgone", "原用途价值损失"),
    "land_given_up": ("worth of the land given up", "土地机会成本"),
    "own_money": ("own money needed", "需自筹资金"),
    "surplus": ("surplus", "结余"),
}

FACTOR_BASES: Codes = {
    "given": ("given by the source", "来源给定"),
    "estimated": ("estimated", "估算"),
    "made_up": ("made up", "虚构示例"),
}

# heights above ground up to 27, 54 and 100 m, and above: the classes of the fire code GB 50016
HEIGHT_BANDS: Codes = {
    "low": ("up to 27 m", "27米及以下"),
    "middle": ("27 to 54 m", "27至54米"),
    "high": ("54 to 100 m", "54至100米"),
    "very_high": ("above 100 m", "100米以上"),
}

# whether an option has an internal rate of return
RATE_STATES: Codes = {
    "one": ("one rate", "唯一"),
    "none": ("no rate", "不存在"),
    "several": ("several rates, so none is stated", "不唯一，不列出"),
    "unavailable": ("unavailable", "不可用"),
}

# what a rule is about
RULE_KINDS: Codes = {
    "far": ("floor area ratio", "容积率"),
    "lot_coverage": ("lot coverage", "建筑密度"),
    "height": ("height", "建筑高度"),
    "setback": ("setback from the edge of the site", "建筑退界"),
    "spacing": ("spacing between buildings", "建筑间距"),
    "green_share": ("green share", "绿地率"),
    "parking": ("parking", "停车配建"),
    "sunlight": ("sunlight", "日照"),
    "heritage_keep": ("protected fabric that must stay", "历史建筑保留"),
    "protected_height": ("height of the protected fabric", "风貌区高度"),
    "protected_coverage": ("coverage of the protected fabric", "风貌区建筑密度"),
    "view_plane": ("plane of a view corridor", "视线通廊"),
    "sky_exposure_plane": ("sky exposure plane", "天空曝光面"),
    "station_area": ("station area", "轨道站点周边"),
    "permitted_use": ("permitted uses", "允许用途"),
    "demolition_share": ("demolition", "拆除比例"),
    "built_to_demolished": ("floor built for floor demolished", "拆建比"),
    "rehoused_nearby": ("households rehoused on the spot or near by", "就地就近安置率"),
    "rent_rise": ("yearly rise of rents", "租金年度涨幅"),
    "consent": ("consent of those who live there", "征询同意"),
    "far_transfer": ("transfer of floor area", "容积率转移"),
    "far_bonus": ("bonus in floor area", "容积率奖励"),
}

# what a rule does: the first four bind an option, the others change rules that bind
# currencies of the shipped packs; another is told by its code
CURRENCIES: Codes = {"CNY": ("CNY", "元"), "USD": ("USD", "美元")}

RULE_EFFECTS: Codes = {
    "at_most": ("at most", "不大于"),
    "at_least": ("at least", "不小于"),
    "one_of": ("one of", "限于"),
    "none_of": ("none of", "不得为"),
    "adds": ("adds to a limit", "限值增加"),
    "multiplies": ("multiplies a limit", "限值乘以"),
    "waives": ("waives a limit", "豁免"),
}

RULE_STATES: Codes = {
    "passed": ("passed", "符合"),
    "failed": ("failed", "不符合"),
    "waived": ("waived", "豁免"),
    "not_decided": ("not decided: something is unknown", "无法判定（缺少数据）"),
}

# what an indicator is about; a service's group is the theme of its indicators
THEMES: Codes = {
    "education": ("education", "教育"),
    "health": ("health", "医疗卫生"),
    "elder": ("older people", "养老"),
    "community": ("community", "社区服务"),
    "culture": ("culture", "文化"),
    "sport": ("sport", "体育"),
    "green": ("green", "绿地"),
    "shop": ("shops", "便民商业"),
    "transport": ("transport", "交通"),
    "streets": ("streets", "街道"),
    "land": ("land and floor space", "土地与建筑量"),
    "fabric": ("buildings", "房屋"),
    "homes": ("homes", "住房"),
    "heritage": ("heritage", "历史风貌"),
}

STATUSES: Codes = {
    "ready": ("ready", "可用"),
    "partial": ("partial", "部分可用"),
    "unavailable": ("unavailable", "不可用"),
}

CAUSES: Codes = {
    "nothing_near": ("nothing in straight-line range", "直线范围内没有设施"),
    "detour": ("reachable only by detour", "只能绕行到达"),
    "full": ("open but full", "有设施但已满"),
    "too_small": ("too small", "规模不足"),
    "data_missing": ("data missing", "缺少数据"),
}
