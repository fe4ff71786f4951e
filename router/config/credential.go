package config

import "regexp"

// Credentials are how a container's component proves who it is to the router that it
// joins. Those whose block is not given are not offered.
type Credentials struct {
	Source
	Ticket     Credential
	WAMPCRA    Credential
	SCRAM      Credential
	Cryptosign Credential
}

// Credential is the means of one method.
type Credential struct {
	Source
	AuthID string
	Secret string // the ticket, secret or password; of cryptosign the private key in hex
}

var privateKey = shape{kind: text, pattern: regexp.MustCompile(`^[0-9a-fA-F]{64}$`), form: "a private key: 32 bytes in hex", secret: true}

func credentialsTable() table[Credentials] {
	return table[Credentials]{
		blockKey("ticket", credentialTable("ticket", secret, "The ticket."), func(c *Credentials) *Credential { return &c.Ticket }).
			says("Offers ticket authentication."),
		blockKey("wampcra", credentialTable("secret", secret, "The secret that is shared with the router."), func(c *Credentials) *Credential { return &c.WAMPCRA }).
			says("Offers WAMP-CRA authentication."),
		blockKey("scram", credentialTable("password", secret, "The password."), func(c *Credentials) *Credential { return &c.SCRAM }).
			says("Offers WAMP-SCRAM authentication."),
		blockKey("cryptosign", credentialTable("privkey", privateKey, "The private key of Ed25519, in hex."), func(c *Credentials) *Credential { return &c.Cryptosign }).
			says("Offers cryptosign authentication."),
		blockKey("anonymous", func() table[struct{}] { return nil }, func(*Credentials) *struct{} { return new(struct{}) }).
			says("Offers no proof; so it is without credentials."),
	}
}

// credentialTable is the rows of a method whose secret has a name of its own.
func credentialTable(name string, form shape, doc string) func() table[Credential] {
	return func() table[Credential] {
		return table[Credential]{
			textKey("authid", filled, func(c *Credential) *string { return &c.AuthID }).required().
				says("Who the component is."),
			textKey(name, form, func(c *Credential) *string { return &c.Secret }).required().
				says(doc + " Better as ${VAR}."),
		}
	}
}
