// What the page knows when it is the Translator.

/** The languages offered by the form: two-letter code and name. */
export const languages = {
  de: "German", eo: "Esperanto", es: "Spanish", fr: "French", it: "Italian",
  ja: "Japanese", nl: "Dutch", pl: "Polish", pt: "Portuguese", sv: "Swedish",
  tr: "Turkish", uk: "Ukrainian",
};

const words = {
  hello: {
    de: "Hallo", eo: "Saluton", es: "Hola", fr: "Bonjour", it: "Ciao", ja: "こんにちは",
    nl: "Hallo", pl: "Cześć", pt: "Olá", sv: "Hej", tr: "Merhaba", uk: "Привіт",
  },
  "good morning": {
    de: "Guten Morgen", eo: "Bonan matenon", es: "Buenos días", fr: "Bonjour", it: "Buongiorno",
    ja: "おはよう", nl: "Goedemorgen", pl: "Dzień dobry", pt: "Bom dia", sv: "God morgon",
    tr: "Günaydın", uk: "Доброго ранку",
  },
  welcome: {
    de: "Willkommen", eo: "Bonvenon", es: "Bienvenido", fr: "Bienvenue", it: "Benvenuto", ja: "ようこそ",
    nl: "Welkom", pl: "Witaj", pt: "Bem-vindo", sv: "Välkommen", tr: "Hoş geldin", uk: "Вітаємо",
  },
};

/** The translation of a text into the language of a two-letter code, or undefined. */
export const translate = (text, language) => words[text.toLowerCase()]?.[language];
