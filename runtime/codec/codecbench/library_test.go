package codecbench

// The same structs once more, for the libraries. Their MessagePack methods, in
// library_gen_test.go, are written by tinylib/msgp:
//
//go:generate go run github.com/tinylib/msgp@v1.6.5 -file library_test.go -o library_gen_test.go -io=false -tests=false -unexported

type report struct {
	ID       string           `json:"id" msg:"id"`
	Station  string           `json:"station" msg:"station"`
	Sequence int64            `json:"sequence" msg:"sequence"`
	Level    float64          `json:"level" msg:"level"`
	Online   bool             `json:"online" msg:"online"`
	Tags     []string         `json:"tags" msg:"tags"`
	Readings []reading        `json:"readings" msg:"readings"`
	Counts   map[string]int64 `json:"counts" msg:"counts"`
	Place    place            `json:"place" msg:"place"`
	Note     *string          `json:"note,omitempty" msg:"note,omitempty"`
}

type reading struct {
	Sensor string  `json:"sensor" msg:"sensor"`
	Value  float64 `json:"value" msg:"value"`
	At     int64   `json:"at" msg:"at"`
	Valid  bool    `json:"valid" msg:"valid"`
}

type place struct {
	Building  string  `json:"building" msg:"building"`
	Floor     int8    `json:"floor" msg:"floor"`
	Latitude  float64 `json:"latitude" msg:"latitude"`
	Longitude float64 `json:"longitude" msg:"longitude"`
}
