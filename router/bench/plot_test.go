//go:build unix

package bench

import (
	"bytes"
	"fmt"
	"math"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// plot draws, as SVG, what publishing (left) and calling (right) cost beside
// tables of growing size.
func plot(all []growth) []byte {
	const width, height, left, top, bottom, between = 300.0, 200.0, 40.0, 30.0, 60.0, 50.0
	colours := map[wamp.Match]string{wamp.MatchExact: "#0072b2", wamp.MatchPrefix: "#d55e00", wamp.MatchWildcard: "#009e73"}
	most, fewest, largest := 0.0, math.Inf(1), 0.0
	for _, g := range all {
		most = max(most, g.publish, g.call)
		fewest, largest = min(fewest, float64(g.entries)), max(largest, float64(g.entries))
	}
	most = math.Ceil(most*1.2 + 1)
	x := func(entries int) float64 {
		if largest == fewest {
			return 0
		}
		return width * math.Log(float64(entries)/fewest) / math.Log(largest/fewest)
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
		fmt.Fprintf(&svg, `<text y="-12">%s: router CPU, µs, by entries that do not match</text>`+"\n", panel.title)
		fmt.Fprintf(&svg, `<path d="M0 0V%gH%g" fill="none" stroke="black"/>`+"\n", height, width)
		for tick := 0.0; tick <= most; tick += math.Ceil(most / 6) {
			fmt.Fprintf(&svg, `<text x="-6" y="%.1f" text-anchor="end">%g</text>`+"\n", y(tick)+4, tick)
		}
		for _, g := range all {
			if g.match == wamp.MatchExact {
				fmt.Fprintf(&svg, `<text x="%.1f" y="%g" text-anchor="middle">%d</text>`+"\n", x(g.entries), height+18, g.entries)
			}
		}
		for _, match := range []wamp.Match{wamp.MatchExact, wamp.MatchPrefix, wamp.MatchWildcard} {
			fmt.Fprintf(&svg, `<polyline fill="none" stroke="%s" stroke-width="2" points="`, colours[match])
			for _, g := range all {
				if g.match == match {
					fmt.Fprintf(&svg, "%.1f,%.1f ", x(g.entries), y(panel.cost(g)))
				}
			}
			svg.WriteString("\"/>\n")
			fmt.Fprintf(&svg, `<text x="%g" y="%g" fill="%s">%s</text>`+"\n", 80*float64(match), height+42, colours[match], match)
		}
		svg.WriteString("</g>\n")
	}
	svg.WriteString("</svg>\n")
	return svg.Bytes()
}
