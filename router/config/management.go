package config

// ManagementRealm is the default name of the management realm, as Crossbar.io calls it.
const ManagementRealm = "crossbar"

// Management is how operators and their tools reach the node: a realm of its own, beside
// those of the workers. Without the block there is none.
type Management struct {
	Source
	Realm      string // default: ManagementRealm
	Roles      []Role
	Transports []Transport
	Socket     string // the Unix socket of the operator's commands, relative to the node file; "" is none
}

func managementTable() table[Management] {
	return table[Management]{
		textKey("realm", realmName, func(m *Management) *string { return &m.Realm }).
			says("The name of the management realm. Default: crossbar."),
		textKey("socket", filled, func(m *Management) *string { return &m.Socket }).
			says("A Unix socket, relative to the node file, for the commands status, components, restart and so on. Only the user of the node can open it; who does has the role operator."),
		blocksKey("roles", roleTable, func(m *Management) *[]Role { return &m.Roles }).
			says("Who may call what on the management realm. Nobody may by default but the role operator, which is for the socket alone unless it stands here."),
		typedBlocksKey("transports", transportTypes, func(m *Management) *[]Transport { return &m.Transports }).
			says("Where operators' tools reach the management realm, beside the socket."),
	}
}
