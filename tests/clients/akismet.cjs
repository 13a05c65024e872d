// Runs npm's akismet against HOST:PORT with KEY; prints one JSON object of what it was told.
const { client } = require("akismet");

const { HOST, PORT, KEY } = process.env;
const blog = "https://blog.example/";
const of = (apiKey, endPoint = HOST) => client({ apiKey, blog, host: HOST, endPoint, port: Number(PORT) });
const asked = (apiKey, method, ...more) =>
  new Promise((resolve) => of(apiKey)[method](...more, (error, answer) => resolve(error ? `threw ${error.message}` : answer)));
const comment = (comment_content, more = {}) => ({
  user_ip: "203.0.113.8",
  comment_author: "Anne",
  comment_content,
  permalink: `${blog}levain`,
  ...more,
});

(async () => {
  console.log(
    JSON.stringify({
      verify: await asked(KEY, "verifyKey"),
      badKey: await asked("123456789012", "verifyKey"),
      ham: await asked(KEY, "checkComment", comment("Merci pour la recette")),
      spam: await asked(KEY, "checkComment", comment("un mot banni : zorglub")),
      author: await asked(KEY, "checkComment", comment("Bonjour", { comment_author: "viagra-test-123" })),
      honeypot: await asked(KEY, "checkComment", comment("Bonjour", { honeypot_field_name: "extra", extra: "x" })),
      missed: (await asked(KEY, "submitSpam", comment("Merci pour la recette"))) ?? "thanks",
      wronged: (await asked(KEY, "submitHam", comment("un mot banni : zorglub"))) ?? "thanks",
    }),
  );
})();
