//go:build unix

package bench

import (
	"bytes"
	"fmt"
	"math"
	"slices"
)

// plot draws, as SVG, what publishing (left) and calling (right) cost beside more and more.
func plot(all []growth) []byte {
	const width, height, left, top, bottom, between = 300.0, 200.0, 40.0, 30.0, 60.0, 50.0
	colours := []string{"#0072b2", "#d55e00", "#009e73", "#cc79a7"}
	var kinds []string
	var numbers []int
	most, fewest, largest := 0.0, math.Inf(1), 0.0
	for _, g := range all {
		most = max(most, g.publish, g.call)
		fewest, largest = min(fewest, float64(g.number)), max(largest, float64(g.number))
		if !slices.Contains(kinds, g.beside) {
			kinds = append(kinds, g.beside)
		}
		if !slices.Contains(numbers, g.number) {
			numbers = append(numbers, g.number)
		}
	}
	most = math.Ceil(most*1.2 + 1)
	x := func(number int) float64 {
		if largest == fewest {
			return 0
		}
		return width * math.Log(float64(number)/fewest) / math.Log(largest/fewest)
	}
	y := func(us float64) float64 { return height * (1 - us/most) }

	var svg bytes.Buffer
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" font-family="sans-serif" font-size="12">`+"\n",
		2*left+2*width+between, top+height+bottom)
	svg.WriteString(`<rect width="100%" height="100%" fill="white"/>` + "\n")
	for i, panel := range []struct {
		title string
		cost  func(growth) float64
	}{
		{"publish", func(g growth) float64 { return g.publish }},
		{"call", func(g growth) float64 { return g.call }},
	} {
		fmt.Fprintf(&svg, `<g transform="translate(%g %g)">`+"\n", left+float64(i)*(width+between), top)
		fmt.Fprintf(&svg, `<text y="-12">%s: router CPU, µs, beside how many others</text>`+"\n", panel.title)
		fmt.Fprintf(&svg, `<path d="M0 0V%gH%g" fill="none" stroke="black"/>`+"\n", height, width)
		for tick := 0.0; tick <= most; tick += math.Ceil(most / 6) {
			fmt.Fprintf(&svg, `<text x="-6" y="%.1f" text-anchor="end">%g</text>`+"\n", y(tick)+4, tick)
		}
		for _, n := range numbers {
			fmt.Fprintf(&svg, `<text x="%.1f" y="%g" text-anchor="middle">%d</text>`+"\n", x(n), height+18, n)
		}
		for j, kind := range kinds {
			fmt.Fprintf(&svg, `<polyline fill="none" stroke="%s" stroke-width="2" points="`, colours[j])
			for _, g := range all {
				if g.beside == kind {
					fmt.Fprintf(&svg, "%.1f,%.1f ", x(g.number), y(panel.cost(g)))
				}
			}
			svg.WriteString("\"/>\n")
			fmt.Fprintf(&svg, `<text x="%d" y="%g" fill="%s">%s</text>`+"\n", 75*j, height+42, colours[j], kind)
		}
		svg.WriteString("</g>\n")
	}
	svg.WriteString("</svg>\n")
	return svg.Bytes()
}
