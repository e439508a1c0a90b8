CREATE TABLE users (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  email text NOT NULL CONSTRAINT users_email_unique UNIQUE,
  name text NOT NULL,
  password_hash text NOT NULL,
  scopes text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
CREATE TABLE items (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  sku text NOT NULL CONSTRAINT items_sku_unique UNIQUE,
  name text NOT NULL,
  description text,
  price_in_cents integer NOT NULL CONSTRAINT items_price_is_positive CHECK (price_in_cents > 0),
  stock integer NOT NULL DEFAULT 0 CONSTRAINT items_stock_is_not_negative CHECK (stock >= 0),
  picture text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
CREATE INDEX items_name_index ON items (name);
--> statement-breakpoint
CREATE TABLE orders (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  user_id integer NOT NULL REFERENCES users (id),
  status text NOT NULL DEFAULT 'placed' CHECK (status IN ('placed', 'shipped', 'cancelled')),
  idempotency_key uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT orders_user_id_idempotency_key UNIQUE (user_id, idempotency_key)
);
--> statement-breakpoint
CREATE TABLE order_lines (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  order_id integer NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  item_id integer NOT NULL REFERENCES items (id),
  quantity integer NOT NULL CONSTRAINT order_lines_quantity_is_positive CHECK (quantity > 0),
  unit_price_in_cents integer NOT NULL,
  CONSTRAINT order_lines_order_id_item_id UNIQUE (order_id, item_id)
);
--> statement-breakpoint
CREATE INDEX order_lines_item_id_index ON order_lines (item_id);
