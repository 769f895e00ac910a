import './style/base.css';
import './style/layout.css';
import './style/stages.css';
import './style/report.css';
import './style/batches.css';
import './style/inside.css';
import './style/print.css';
import { render } from 'preact';
import { App } from './page/app.tsx';

const page = document.getElementById('page')!;
page.replaceChildren();
render(<App />, page);
