/** As much of ECharts as the report draws: lying bars, as SVG. */

import { BarChart, type BarSeriesOption } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, type AriaComponentOption, type GridComponentOption, type LegendComponentOption } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

echarts.use([BarChart, GridComponent, LegendComponent, AriaComponent, SVGRenderer])

export type EChartsOption = echarts.ComposeOption<
  BarSeriesOption | GridComponentOption | LegendComponentOption | AriaComponentOption
>
export { echarts }
