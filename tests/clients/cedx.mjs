// Runs npm's @cedx/akismet against SERVER with KEY; prints one JSON object of what it was told.
import { Author, Blog, Client, Comment } from "@cedx/akismet";

const { SERVER, KEY } = process.env;
const blog = new Blog({ url: "https://blog.example/", charset: "UTF-8", languages: ["fr"] });
const client = (key = KEY, options = {}) => new Client(key, blog, { baseUrl: SERVER, ...options });
const comment = (content, author = {}, more = {}) =>
  new Comment({
    author: new Author({ ipAddress: "203.0.113.7", name: "Anne", email: "anne@example.org", ...author }),
    content,
    context: ["levain", "pain"],
    date: new Date(),
    permalink: "https://blog.example/levain",
    type: "comment",
    ...more,
  });
const tried = async (action) => {
  try {
    return await action();
  } catch (error) {
    return `threw ${error.message}`;
  }
};

console.log(
  JSON.stringify({
    verify: await client().verifyKey(),
    badKey: await client("123456789012").verifyKey(),
    ham: await tried(() => client().checkComment(comment("Merci pour la recette"))),
    spam: await tried(() => client().checkComment(comment("un mot banni : zorglub"))),
    author: await tried(() => client().checkComment(comment("Bonjour", { name: "viagra-test-123" }))),
    guaranteed: await tried(() => client().checkComment(comment("Bonjour", { name: "akismet-guaranteed-spam" }))),
    email: await tried(() => client().checkComment(comment("Bonjour", { email: "akismet-guaranteed-spam@example.com" }))),
    admin: await tried(() =>
      client(KEY, { isTest: true }).checkComment(comment("zorglub", { role: "administrator" }))),
    missed: await tried(async () => (await client().submitSpam(comment("Merci pour la recette"))) ?? "thanks"),
    wronged: await tried(async () => (await client().submitHam(comment("un mot banni : zorglub"))) ?? "thanks"),
    noAddress: await tried(() => client().checkComment(comment("Bonjour", { ipAddress: "" }))),
  }),
);
