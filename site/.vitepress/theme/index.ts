import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import Layout from "./Layout.vue";
import Figure from "./Figure.vue";
import Playground from "./Playground.vue";
import "./fonts.css";
import "./style.css";

export default {
  extends: DefaultTheme,
  Layout,
  enhanceApp({ app }) {
    app.component("Figure", Figure);
    app.component("Playground", Playground);
  },
} satisfies Theme;
