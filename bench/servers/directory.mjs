// The users and accounts behind the workload with nested dependencies. Look-ups are asynchronous, as they would
// be with a database behind them, and every server uses these same ones.
const users = new Map([["ada-token", { name: "ada", accountId: 7 }]]);
const accounts = new Map([[7, { id: 7, active: true, orders: ["lamp", "desk"] }]]);

export const findUser = async (token) => users.get(token);
export const findAccount = async (id) => accounts.get(id);
